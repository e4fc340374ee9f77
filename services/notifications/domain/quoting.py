"""What a send would come to: money, and when the last of it is out. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from services.notifications.domain.money import DEAR_PREFIXES
from services.notifications.domain.peace import AT_ONCE
from shared.contracts.members import Destination
from shared.contracts.notifications import MoneyRules, QuoteLine, SendingRules

PARTS_PER_SECOND = 10.0
"""What a provider is taken to carry that says nothing: what operators give small customers."""

MAILS_PER_SECOND = 20.0
"""What a mail server is taken to accept: ours send more, theirs often take less."""

MOST_TURNS = 2_000
"""A send that is not out after so many awake stretches is told as ending with the last."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many parts a second a provider carries to numbers that begin so (none: to all)."""

    parts_per_second: float
    weight: int = 1
    prefixes: tuple[str, ...] = ()


def shared_out(
    destinations: Sequence[Destination], *, reachable: int, chosen: int | None
) -> list[Destination]:
    """Give what destinations become when only so many of the people are chosen."""
    if chosen is None or chosen >= reachable:
        return list(destinations)
    share = max(chosen, 0) / reachable
    return [
        replace(
            one,
            messages=ceil(one.messages * share),
            people=ceil(one.people * share),
        )
        for one in destinations
    ]


def beginnings(rules: MoneyRules, paces: Iterable[Pace]) -> list[str]:
    """Name the beginnings of numbers by which people have to be counted for a quote."""
    ours = {price.prefix for price in rules.prices} | {p for pace in paces for p in pace.prefixes}
    return sorted({*ours, *DEAR_PREFIXES})


def price_at(prefix: str, rules: MoneyRules) -> int | None:
    """Give the price of a part to numbers that were counted under a beginning; None: none goes."""
    if prefix.startswith(DEAR_PREFIXES):
        return None
    if not rules.prices:
        return 0
    fitting = [p for p in rules.prices if prefix.startswith(p.prefix)]
    return max(fitting, key=lambda p: len(p.prefix)).a_part if fitting else None


def line(one: Destination, parts: int, rules: MoneyRules) -> QuoteLine:
    """Price the SMS of one destination, each of so many parts."""
    known = QuoteLine(
        language=one.language, prefix=one.prefix, messages=one.messages, people=one.people
    )
    a_part = price_at(one.prefix, rules)
    if a_part is None:
        return known
    count = one.messages * parts
    return replace(known, a_part=a_part, parts=count, cost=count * a_part)


def folded(lines: Iterable[QuoteLine]) -> list[QuoteLine]:
    """Give one line for each language and beginning, whatever names are in the messages."""
    found: dict[tuple[str, str], QuoteLine] = {}
    for each in lines:
        key = each.language, each.prefix
        before = found.get(key)
        found[key] = (
            replace(
                each,
                messages=before.messages + each.messages,
                people=before.people + each.people,
                parts=before.parts + each.parts,
                cost=before.cost + each.cost,
            )
            if before
            else each
        )
    return list(found.values())


def unpaid(lines: Sequence[QuoteLine], left: int | None) -> int:
    """Say about how many people get no SMS when only so much is left; None is no limit."""
    cost = sum(each.cost for each in lines)
    if left is None or cost <= left:
        return 0
    paying = sum(each.people for each in lines if each.cost)
    return paying - paying * max(left, 0) // cost


def work(lines: Iterable[QuoteLine], mails: int, paces: Sequence[Pace]) -> timedelta:
    """Say how long it takes to hand all of it over, if nothing is in the way; both at once."""
    loads: dict[tuple[Pace, ...], int] = {}
    for each in lines:
        takers = _takers(each.prefix, paces)
        loads[takers] = loads.get(takers, 0) + each.parts
    seconds = [parts / _together(takers) for takers, parts in loads.items()]
    return timedelta(seconds=ceil(max([*seconds, mails / MAILS_PER_SECOND])))


def finish(kind: str, begins_at: datetime, takes: timedelta, rules: SendingRules) -> datetime:
    """Say when work is done that rests while nothing is sent."""
    if kind in AT_ONCE:
        return begins_at + takes
    now = begins_at
    for _ in range(MOST_TURNS):
        now = rules.quiet_until(now) or now
        rest = rules.awake_until(now)
        if rest is None or now + takes <= rest:
            return now + takes
        takes -= rest - now
        now = rest
    return now


def _takers(prefix: str, paces: Sequence[Pace]) -> tuple[Pace, ...]:
    """Give whom a number goes by: those that its beginning is longest at, as when it is sent."""
    fits = [
        (max((len(p) for p in pace.prefixes if prefix.startswith(p)), default=-1), pace)
        if pace.prefixes
        else (0, pace)
        for pace in paces
    ]
    best = max((fit for fit, _ in fits), default=-1)
    return tuple(pace for fit, pace in fits if fit == best and fit >= 0)


def _together(takers: Sequence[Pace]) -> float:
    """Give the pace of several that each get their weight: the slowest for its share holds it."""
    weights = sum(pace.weight for pace in takers)
    return min(
        (pace.parts_per_second * weights / pace.weight for pace in takers),
        default=PARTS_PER_SECOND,
    )
