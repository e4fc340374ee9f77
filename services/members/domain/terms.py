"""What a row of a sheet says of sitting in a body: from when, until when, and as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.members.domain.answers import read_date
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.domain.vocabulary import Body

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A mandate's office and days; it holds no more on `ends_on`."""

    office: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


NO_TERM = Term()


def read_term(
    cells: Mapping[str, object], bodies: Sequence[Body]
) -> tuple[Term, Sequence[Body], str | None]:
    """
    Read the columns of office and days; gives with them the bodies that can be kept, and why not.

    They are of one body: of several nobody knows which is meant, and the bodies are taken without
    them. Days that cannot be read leave the mandate out: without its end it would hold for ever.
    """
    told = {role: cells[role] for role in ("office", "begins_on", "last_day") if role in cells}
    if not told:
        return NO_TERM, bodies, None
    if len(bodies) != 1:
        has_days = told.keys() - {"office"}
        return NO_TERM, bodies, "mandate-of-which-body" if has_days else None
    days = [read_date(told.get(role)) for role in ("begins_on", "last_day")]
    begins_on, last_day = (day if isinstance(day, date) else None for day in days)
    unread = [day for day in days if day is not None and not isinstance(day, date)]
    if unread or (begins_on and last_day and last_day < begins_on) or last_day == date.max:
        return NO_TERM, (), "mandate-days-unclear"
    term = Term(
        office=clean(str(told.get("office", "")))[:LONGEST_LINE],
        begins_on=begins_on,
        ends_on=last_day + A_DAY if last_day else None,
    )
    return term, bodies, None
