"""Copies, and publishing on a day to come, on a real database, without the process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.events import errors
from services.events.operations import later, organising
from shared.contracts.events import CancelEvent, CopyEvent, PublishLater, PublishNotLater
from shared.contracts.members import LANGUAGES, Target, TargetPart, WaveWish
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.hall import STAFF, Hall, hall

__all__ = ["hall"]

HOUR = timedelta(hours=1)


def a_draft(here: Hall, **changes: Any) -> UUID:
    form = replace(here.form, command_id=new_id(), **changes)
    view = organising.create_event(here.db, form, by=STAFF, now=here.now())
    here.event_id = view.card.event_id
    return here.event_id


def at(here: Hall, **before_start: float) -> str:
    start = datetime.fromisoformat(here.form.starts_at)
    return (start - timedelta(**before_start)).isoformat()


def ask(
    here: Hall, publish_at: str, *, audience_id: UUID | None = None, wanted: WaveWish | None = None
) -> PublishLater:
    wish = PublishLater(
        command_id=new_id(),
        event_id=here.event_id,
        audience_id=audience_id or new_id(),
        publish_at=publish_at,
        wish=wanted,
    )
    later.publish_later(here.db, wish, by=STAFF, now=here.now())
    return wish


def due(here: Hall, *, now: datetime) -> None:
    while later.publish_what_is_due(here.db, now=now):
        pass


def state(here: Hall) -> tuple[str, str | None]:
    view = organising.event(here.db, here.event_id)
    return view.state, view.publish_refused


def asked_for(here: Hall) -> list[dict[str, Any]]:
    return here.announced("audience.requested.v1")


def test_an_event_is_published_when_it_is_due_and_not_before(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    a_draft(here)
    wish = ask(here, at(here, hours=20))
    moment = organising.event(here.db, here.event_id).publish_at
    assert moment is not None

    due(here, now=moment - timedelta(seconds=1))
    assert state(here) == ("draft", None)
    due(here, now=moment)
    due(here, now=moment + HOUR)

    assert state(here) == ("published", None)
    assert organising.event(here.db, here.event_id).publish_at is None
    assert [UUID(m["audience_id"]) for m in asked_for(here)] == [wish.audience_id]


def test_a_balance_is_wished_for_later_too(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    a_draft(here)
    women = Target(what="gender", parts=[TargetPart(values=["woman"]), TargetPart()])
    wanted = WaveWish(size=40, targets=[women])
    ask(here, at(here, hours=20), wanted=wanted)

    due(here, now=here.now() + timedelta(hours=70))

    (asked,) = asked_for(here)
    assert (WaveWish.parse(asked["wish"]), asked["asked_by"]) == (wanted, str(STAFF))


def test_several_workers_publish_an_event_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    drafts = []
    for _ in range(6):
        drafts.append(a_draft(here))
        ask(here, at(here, hours=20))
    moment = here.now() + timedelta(hours=70)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: due(here, now=moment), range(4)))

    for here.event_id in drafts:
        assert len(asked_for(here)) == 1


def test_what_was_asked_can_be_taken_back_and_asked_anew(hall: Callable[..., Hall]) -> None:
    here = hall(people=0)
    a_draft(here)
    ask(here, at(here, hours=20))
    back = PublishNotLater(command_id=new_id(), event_id=here.event_id)

    later.publish_not_later(here.db, back, by=STAFF)
    due(here, now=here.now() + timedelta(hours=70))
    assert state(here) == ("draft", None)
    ask(here, at(here, hours=20))
    newest = ask(here, at(here, hours=10))
    due(here, now=here.now() + timedelta(hours=71))

    assert [UUID(m["audience_id"]) for m in asked_for(here)] == [newest.audience_id]


def test_what_cannot_be_published_any_more_stays_a_draft_and_says_why(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=0)
    a_draft(here)
    ask(here, at(here, hours=20))

    due(here, now=here.now() + timedelta(days=9))

    assert state(here) == ("draft", "event-in-the-past")
    assert asked_for(here) == []


def test_an_event_that_was_published_or_cancelled_by_hand_is_not_published_later(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=0)
    a_draft(here)
    ask(here, at(here, hours=20))
    cancel = CancelEvent(command_id=new_id(), event_id=here.event_id)
    organising.cancel_event(here.db, cancel, by=STAFF, now=here.now())

    due(here, now=here.now() + timedelta(hours=70))

    assert state(here) == ("cancelled", None)
    assert asked_for(here) == []


def test_a_publishing_that_nobody_could_answer_is_refused_at_once(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=0)
    a_draft(here, answer_until=at(here, hours=5))

    with pytest.raises(errors.PublishedTooLate):
        ask(here, at(here, hours=4))
    with pytest.raises(errors.PublishedInThePast):
        ask(here, at(here, hours=100))
    with pytest.raises(errors.UnreadableTime):
        ask(here, "tomorrow")


def test_whoever_is_limited_to_regions_invites_no_others_later_either(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=0)
    a_draft(here)
    with within(Limits(regions=["MA-06"])):
        ask(here, at(here, hours=20))

    due(here, now=here.now() + timedelta(hours=70))

    assert [m["within"] for m in asked_for(here)] == [["MA-06"]]


def test_a_copy_says_the_same_on_another_day(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    here.change(
        answer_until=at(here, hours=3),
        map_link="https://map.example/a",
        contact_name="Salma",
        contact_email="a@b.example",
        guests_most=2,
    )
    start = datetime.fromisoformat(here.form.starts_at) + timedelta(days=30)
    wish = CopyEvent(command_id=new_id(), event_id=here.event_id, starts_at=start.isoformat())

    copy = later.copy_event(here.db, wish, by=STAFF, now=here.now())
    again = later.copy_event(here.db, wish, by=STAFF, now=here.now())

    card, was = copy.card, organising.event(here.db, here.event_id).card
    assert again.card.event_id == card.event_id != was.event_id
    assert (copy.state, copy.counts.invited, card.version) == ("draft", 0, 1)
    moved = ("event_id", "version", "starts_at", "ends_at", "answer_until")
    assert replace(card, **{name: getattr(was, name) for name in moved}) == was
    assert card.ends_at - card.starts_at == was.ends_at - was.starts_at
    assert was.answer_until is not None
    assert card.starts_at - card.answers_end == was.starts_at - was.answer_until
    assert set(card.languages) <= set(LANGUAGES)
