"""Convening a body: the notice that statutes ask for, and when enough of its members are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.events.domain.sessions import one_line
from services.events.errors import assemblies as errors
from shared.contracts.events.assemblies import Standing
from shared.contracts.members.statutes import Share, Statutes

MOST_ITEMS = 40
LONGEST_REASON = 400


def day_of(moment: datetime, zone: str) -> date:
    """Say which day it is where the assembly takes place."""
    return moment.astimezone(ZoneInfo(zone)).date()


def convene_until(held: date, notice_days: int) -> date:
    """
    Give the last day on which a body is convened in time.

    Clear days: neither the day of the convocation nor that of the assembly counts.
    """
    return held - timedelta(days=notice_days + 1)


def check_notice(*, today: date, held: date, notice_days: int, reason: str) -> str:
    """Give the reason for convening late, nothing when it is in time; NoticeTooShort."""
    until = convene_until(held, notice_days)
    if today <= until:
        return ""
    said = " ".join(reason.split())
    if not said:
        raise errors.NoticeTooShort(days=notice_days, until=until.isoformat())
    if len(said) > LONGEST_REASON:
        raise errors.ReasonTooLong(most=LONGEST_REASON)
    return said


def notice_of(statutes: Statutes, convocation: int) -> int:
    return statutes.notice_days if convocation == 1 else statutes.again_notice_days


def quorum_of(statutes: Statutes, convocation: int) -> Share:
    return statutes.quorum if convocation == 1 else statutes.again_quorum


def needed(share: Share, members: int) -> int:
    """Say how many of the members in mandate a share is: the least whole number that meets it."""
    parts = share.part * members
    if share.more_than:
        return parts // share.of + 1
    return -(-parts // share.of)


def standing(share: Share, *, members: int, present: int, by_proxy: int) -> Standing:
    """Say where the quorum stands."""
    return Standing(
        members=members, present=present, by_proxy=by_proxy, needed=needed(share, members)
    )


def agenda(items: Mapping[str, Sequence[str]], languages: Sequence[str]) -> dict[str, list[str]]:
    """Give the items of an agenda, as many in each language; AgendasDiffer, AgendaTooLong."""
    kept = {
        code: [line for line in (one_line(item, "agenda") for item in items.get(code, ())) if line]
        for code in languages
    }
    kept = {code: lines for code, lines in kept.items() if lines}
    if any(len(lines) > MOST_ITEMS for lines in kept.values()):
        raise errors.AgendaTooLong(most=MOST_ITEMS)
    if len({len(lines) for lines in kept.values()}) > 1:
        raise errors.AgendasDiffer
    return kept
