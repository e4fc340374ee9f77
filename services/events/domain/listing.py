"""The list of events: what comes next first, what is over behind it, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import InvalidRequest


@dataclass(frozen=True, kw_only=True)
class Place:
    """
    Where a page begins: among those to come or those that are over, behind which one.

    What is over is decided once, by the first page, so that nothing moves between two pages.
    """

    now: datetime
    over: bool = False
    after: tuple[datetime, UUID] | None = None

    def written(self) -> str:
        start, event_id = self.after or ("", "")
        part = "over" if self.over else "next"
        moment = start.isoformat() if isinstance(start, datetime) else ""
        return f"{part}~{self.now.isoformat()}~{moment}~{event_id}"


def read(text: str | None, now: datetime) -> Place:
    """Read where the page before ended; InvalidRequest when it was not ours."""
    if text is None:
        return Place(now=now)
    try:
        part, then, start, event_id = text.split("~")
        place = Place(
            now=datetime.fromisoformat(then),
            over={"next": False, "over": True}[part],
            after=(datetime.fromisoformat(start), UUID(event_id)) if start else None,
        )
    except (ValueError, KeyError) as error:
        raise InvalidRequest(fields="after") from error
    moments = [place.now, *([place.after[0]] if place.after else [])]
    if any(moment.tzinfo is None for moment in moments):
        raise InvalidRequest(fields="after")
    return place
