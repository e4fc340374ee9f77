"""What becomes of the events of a series when its rule changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

Near = Callable[[datetime], object]


def _day(when: datetime) -> date:
    return when.date()


def _week(when: datetime) -> tuple[int, int]:
    return when.isocalendar()[:2]


def _month(when: datetime) -> tuple[int, int]:
    return when.year, when.month


NEAR: Mapping[str, Sequence[Near]] = {
    "DAILY": (_day,),
    "WEEKLY": (_day, _week),
    "MONTHLY": (_day, _week, _month),
}
"""What an event's day and its new one have in common, the nearest first."""


def placed(
    this: UUID, others: Sequence[tuple[UUID, datetime]], coming: Sequence[datetime], rule: str
) -> dict[UUID, datetime]:
    """
    Say which event takes which day of a new rule; whoever is not named fits no more.

    The one that it is changed from takes the first. Who is on a day of the rule stays there; the
    others move within their week, and where the rule is one of months within their month.
    """
    found, free = {this: coming[0]}, list(coming[1:])
    for same in NEAR[rule.partition(";")[0].removeprefix("FREQ=")]:
        for event_id, before in others:
            near = next((when for when in free if same(when) == same(before)), None)
            if event_id not in found and near is not None:
                found[event_id] = near
                free.remove(near)
    return found
