"""The programme of an event on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.events import errors
from services.events.operations import later, organising, sessions
from shared.contracts.events import CopyEvent, EventSession, PutSession, RemoveSession, SessionText
from shared.errors import Refusal
from shared.ids import new_id
from tests.support.hall import STAFF, Hall, hall

__all__ = ["hall"]

ZONE = ZoneInfo("Africa/Casablanca")


def put(here: Hall, hours: float = 0, length: float = 1, **changes: Any) -> list[EventSession]:
    """Write a session so many hours after the start; gives the programme."""
    start = datetime.fromisoformat(here.form.starts_at) + timedelta(hours=hours)
    fields: dict[str, Any] = {
        "command_id": new_id(),
        "event_id": here.event_id,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=length)).isoformat(),
        "texts": {"fr": SessionText(title="Atelier", description="à deux")},
    }
    request = PutSession(**(fields | changes))
    return sessions.put_session(here.db, request, by=STAFF, now=here.now()).card.sessions


def programme(here: Hall) -> list[EventSession]:
    return organising.event(here.db, here.event_id).card.sessions


def test_sessions_stand_on_the_card_in_their_order_and_are_announced(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    put(here, hours=2, room="Salle  2", speakers="S. Bennani", capacity=25)
    shown = put(here, hours=0, length=1.5)

    assert [s.starts_at for s in shown] == sorted(s.starts_at for s in shown)
    assert (shown[1].room, shown[1].speakers, shown[1].capacity) == ("Salle 2", "S. Bennani", 25)
    assert shown[0].texts["fr"].description == "à deux"
    assert programme(here) == shown
    query = "select body from outbox where type = 'event.changed.v1' order by id desc limit 1"
    said = here.rows(query)[0]["body"]
    assert [s["session_id"] for s in said["card"]["sessions"]] == [str(s.session_id) for s in shown]
    assert said["changed"] == []
    assert organising.event(here.db, here.event_id).card.version == 3


def test_a_session_is_changed_and_taken_out(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (session,) = put(here)

    (changed,) = put(here, hours=1, session_id=session.session_id, room="Autre")
    assert (changed.session_id, changed.room) == (session.session_id, "Autre")
    out = RemoveSession(command_id=new_id(), event_id=here.event_id, session_id=session.session_id)
    sessions.remove_session(here.db, out, by=STAFF, now=here.now())
    sessions.remove_session(here.db, out, by=STAFF, now=here.now())

    assert programme(here) == []


def test_a_session_of_another_event_is_none_of_this_one(hall: Callable[..., Hall]) -> None:
    other = hall(people=1)
    (session,) = put(other)
    here = hall(people=1)
    foreign = RemoveSession(
        command_id=new_id(), event_id=here.event_id, session_id=session.session_id
    )

    with pytest.raises(errors.UnknownSession):
        put(here, session_id=session.session_id)
    with pytest.raises(errors.UnknownSession):
        sessions.remove_session(here.db, foreign, by=STAFF, now=here.now())

    assert programme(other) == [session]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"hours": -1}, errors.SessionOutside),
        ({"hours": 2, "length": 2}, errors.SessionOutside),
        ({"length": 0}, errors.EndsBeforeStart),
        ({"capacity": 0}, errors.CapacityTooSmall),
        ({"texts": {}}, errors.TitleMissing),
        ({"texts": {"fr": SessionText(title="", description="x")}}, errors.TitleMissing),
        ({"room": "x" * 201}, errors.TextTooLong),
        ({"starts_at": "then"}, errors.UnreadableTime),
    ],
)
def test_what_can_be_no_session_is_refused(
    hall: Callable[..., Hall], changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    here = hall(people=1)

    with pytest.raises(refusal):
        put(here, **changes)

    assert programme(here) == []


def test_sessions_move_with_their_event(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (before,) = put(here, hours=1)
    times: dict[str, Any] = {
        name: (datetime.fromisoformat(getattr(here.form, name)) + timedelta(days=40)).isoformat()
        for name in ("starts_at", "ends_at")
    }

    here.change(**times)

    (after,) = programme(here)
    was, now = (s.starts_at.astimezone(ZONE).replace(tzinfo=None) for s in (before, after))
    assert now - was == timedelta(days=40)
    assert after.ends_at - after.starts_at == before.ends_at - before.starts_at


def test_a_copy_has_sessions_of_its_own(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    (session,) = put(here, hours=1, capacity=12)
    start = datetime.fromisoformat(here.form.starts_at) + timedelta(days=7)
    wish = CopyEvent(command_id=new_id(), event_id=here.event_id, starts_at=start.isoformat())

    copy = later.copy_event(here.db, wish, by=STAFF, now=here.now()).card

    (copied,) = copy.sessions
    was = organising.event(here.db, here.event_id).card
    assert copied.session_id != session.session_id
    assert copied.starts_at - copy.starts_at == session.starts_at - was.starts_at
    assert copied.capacity == 12
