"""The public agenda: what is on it, in which order, and that nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import agenda, changing, later, organising
from shared.contracts.events import (
    SHORT_TEXT,
    AgendaEvent,
    CancelEvent,
    CardText,
    ChangeEvent,
    CopyEvent,
    FindAgenda,
    OnAgenda,
)
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.hall import HOLD, STAFF, Hall, hall
from tests.support.system import a_form

__all__ = ["hall"]
pytestmark = pytest.mark.integration


def ids(here: Hall, **wish: object) -> list[UUID]:
    found = agenda.agenda(here.db, FindAgenda(limit=200, **wish), now=here.now())  # type: ignore[arg-type]
    return [event.event_id for event in found.events]


def say(here: Hall, **changes: object) -> None:
    here.change(agenda=OnAgenda(**changes))  # type: ignore[arg-type]


def over(here: Hall) -> None:
    query = "update events set starts_at = now() - interval '2 h', ends_at = now() where id = %s"
    here.rows(query, here.event_id)


def test_a_published_forum_is_public_and_a_draft_is_not(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    draft = organising.create_event(here.db, a_form(), by=STAFF, now=here.now())

    assert here.event_id in ids(here)
    assert draft.card.event_id not in ids(here)
    with pytest.raises(errors.UnknownEvent):
        agenda.agenda_event(here.db, draft.card.event_id)


def test_an_assembly_is_public_only_when_somebody_says_so(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    here.change(type="assembly")
    assert here.event_id not in ids(here)

    say(here, listed=True)

    assert here.event_id in ids(here)


def test_what_is_kept_off_the_agenda_is_not_found_on_it(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    say(here, listed=False)

    assert here.event_id not in ids(here)
    with pytest.raises(errors.UnknownEvent):
        agenda.agenda_event(here.db, here.event_id)


def test_a_form_that_says_nothing_of_the_agenda_leaves_it_as_it_is(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=1)
    say(here, listed=False, axes=["youth"])

    change = ChangeEvent(event_id=here.event_id, form=a_form(capacity=9))
    view = changing.change_event(here.db, change, by=STAFF, hold=HOLD, now=here.now())

    assert view.agenda == OnAgenda(listed=False, axes=["youth"])


def test_a_copy_is_no_more_public_than_what_it_was_made_of(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    say(here, listed=False, axes=["youth"])

    copy = CopyEvent(command_id=new_id(), event_id=here.event_id, starts_at="2031-04-17T10:00")
    view = later.copy_event(here.db, copy, by=STAFF, now=here.now())

    assert view.agenda == OnAgenda(listed=False, axes=["youth"])


def test_the_agenda_is_narrowed_to_an_axis_and_says_which_there_are(
    hall: Callable[..., Hall],
) -> None:
    here, other = hall(people=1), hall(people=1)
    axis = f"axis-{new_id()}"
    say(here, axes=[axis, axis, " "])

    assert ids(here, axis=axis) == [here.event_id]
    assert other.event_id in ids(here)
    assert axis in agenda.agenda(here.db, FindAgenda(), now=here.now()).axes


def test_nobody_can_give_an_event_any_number_of_axes(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    for axes in ([f"a{n}" for n in range(21)], ["x" * 81], ["a\0b"]):
        with pytest.raises(errors.TooManyAxes):
            say(here, axes=axes)


def test_what_has_been_is_found_among_the_past_and_what_was_cancelled_is_forgotten(
    hall: Callable[..., Hall],
) -> None:
    took_place, off = hall(people=1), hall(people=1)
    cancel = CancelEvent(command_id=new_id(), event_id=off.event_id)
    organising.cancel_event(off.db, cancel, by=STAFF, now=off.now())
    ahead = {event.event_id: event for event in _all(off)}
    assert ahead[off.event_id].state == "cancelled"
    assert ahead[off.event_id].version == 2

    over(took_place)
    over(off)

    assert took_place.event_id in ids(off, past=True)
    assert not {off.event_id, took_place.event_id} & set(ids(off))
    assert off.event_id not in ids(off, past=True)


def test_pages_follow_each_other_without_a_gap(hall: Callable[..., Hall]) -> None:
    halls = [hall(people=1) for _ in range(5)]
    axis = f"axis-{new_id()}"
    for here in halls:
        say(here, axes=[axis])
    seen, after = [], None
    while True:
        wish = FindAgenda(axis=axis, limit=2, after=after)
        page = agenda.agenda(halls[0].db, wish, now=halls[0].now())
        seen += [event.event_id for event in page.events]
        if (after := page.next) is None:
            break

    assert len(seen) == 5
    assert set(seen) == {here.event_id for here in halls}


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_nobody_asks_for_everything_at_once(hall: Callable[..., Hall], limit: int) -> None:
    here = hall(people=1)

    with pytest.raises(InvalidRequest):
        agenda.agenda(here.db, FindAgenda(limit=limit), now=here.now())
    with pytest.raises(InvalidRequest):
        agenda.agenda(here.db, FindAgenda(after="yesterday"), now=here.now())


def test_a_long_text_is_whole_on_the_events_own_page_only(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    long = "mot " * 400
    here.change(texts={"fr": CardText(title="Long", description=long)})

    listed = next(event for event in _all(here) if event.event_id == here.event_id)
    alone = agenda.agenda_event(here.db, here.event_id)

    assert len(listed.texts["fr"].description) <= SHORT_TEXT
    assert listed.texts["fr"].description.endswith("mot…")
    assert alone.texts["fr"].description == long.strip()


def test_every_change_is_seen_by_its_time_whoever_makes_it(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    before = agenda.agenda_event(here.db, here.event_id)

    here.rows("update events set capacity = capacity where id = %s", here.event_id)
    same = agenda.agenda_event(here.db, here.event_id)
    here.rows("update events set ends_at = ends_at + interval '1 h' where id = %s", here.event_id)
    after = agenda.agenda_event(here.db, here.event_id)

    assert same == before
    assert after.changed_at > before.changed_at
    assert replace(after, changed_at=before.changed_at, ends_at=before.ends_at) == before


def test_what_is_public_is_said_field_by_field() -> None:
    """Whoever adds a field to it has read this: counts, places and people are nobody's business."""
    assert {field.name for field in fields(AgendaEvent)} == {
        *("event_id", "version", "type", "state", "starts_at", "ends_at", "zone"),
        *("map_link", "languages", "texts", "axes", "published_at", "changed_at"),
    }


def _all(here: Hall) -> list[AgendaEvent]:
    ahead = FindAgenda(limit=200)
    return agenda.agenda(here.db, ahead, now=here.now()).events
