"""The list of events on a real database: what comes next first, and every event once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.events.operations import organising
from shared.contracts.events import FindEvents
from shared.errors import InvalidRequest
from tests.support.hall import Hall, hall

__all__ = ["hall"]

pytestmark = pytest.mark.integration


def pages(here: Hall, now: datetime) -> list[list[UUID]]:
    """Read the whole list, page by page."""
    found: list[list[UUID]] = []
    after: str | None = None
    while True:
        page = organising.events(here.db, FindEvents(after=after), now=now)
        found.append([event.card.event_id for event in page.events])
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
def test_what_comes_next_is_first_and_what_is_over_is_behind_it(
    hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """The farthest meeting of a series stood first, before what was to be tomorrow."""
    monkeypatch.setattr(organising, "EVENTS_A_PAGE", size)
    first = hall(people=0)
    now = first.now()
    days = (-30, -2, -1, 1, 2, 2, 300)
    halls = [first, *(hall(people=0) for _ in days[1:])]
    first.rows("delete from publishings")
    for here, day in zip(halls, days, strict=True):
        here.move(starts_at=now + timedelta(days=day))
    own = {here.event_id for here in halls}

    read = pages(first, now)

    listed = [event for page in read for event in page if event in own]
    assert len(listed) == len(own), "each once"
    order = {here.event_id: day for here, day in zip(halls, days, strict=True)}
    assert [order[event] for event in listed] == [1, 2, 2, 300, -1, -2, -30]
    assert all(len(page) == size for page in read[:-1])


def test_a_page_that_was_not_ours_is_refused(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)

    for after in ("x", "next~now~~", "later~2027-01-01T00:00:00+00:00~~", "over~2027-01-01~~"):
        with pytest.raises(InvalidRequest):
            organising.events(here.db, FindEvents(after=after), now=here.now())
