"""An answer by SMS counts as one by the link, and is refused without anybody being told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import pytest

from services.events.operations import hearing_answers
from shared.contracts.events import Answer
from shared.contracts.notifications import RsvpReceived
from shared.ids import new_id
from tests.support.hall import HOLD, Hall

pytest_plugins = ["tests.support.hall"]
pytestmark = pytest.mark.integration


def say(hall: Hall, person: UUID, answer: Answer, *, at: datetime | None = None) -> None:
    at = at or hall.now()
    message = RsvpReceived(event_id=hall.event_id, member_id=person, answer=answer, at=at)
    with hall.db.transaction() as tx:
        hearing_answers.hear(tx, message, hold=HOLD, now=hall.now())


def test_a_word_takes_a_place_or_a_place_in_the_queue_and_gives_it_back(
    hall: Callable[..., Hall],
) -> None:
    one = hall(people=3, capacity=1)
    first, second, third = one.people

    say(one, first, "yes")
    say(one, first, "yes")
    say(one, second, "yes")
    assert one.places() == {first: "confirmed", second: "waiting"}
    assert len(one.announced("rsvp.changed.v1")) == 2
    assert one.rows("select source from rsvps where member_id = %s", first) == [{"source": "sms"}]

    say(one, first, "no")
    assert one.places()[first] == "none"
    assert one.places()[second] in ("offered", "confirmed")
    assert third not in one.places()


def test_a_yes_by_sms_keeps_the_guests_that_were_said_by_the_link(
    hall: Callable[..., Hall],
) -> None:
    one = hall(people=1, capacity=5, guests_most=2)
    one.answer(one.people[0], "yes", guests=2)

    say(one, one.people[0], "yes")

    assert one.me(one.people[0]).guests == 2


def test_a_yes_by_sms_takes_what_is_offered_also_when_it_is_less_than_was_asked_for(
    hall: Callable[..., Hall],
) -> None:
    one = hall(people=2, capacity=1, guests_most=2)
    first, second = one.people
    one.answer(first, "yes")
    one.answer(second, "yes", guests=2)
    one.answer(first, "no")
    assert one.places()[second] == "offered"

    say(one, second, "yes")

    assert (one.me(second).place, one.me(second).guests) == ("confirmed", 0)


def test_an_sms_that_comes_late_does_not_replace_a_newer_answer(hall: Callable[..., Hall]) -> None:
    one = hall(people=2)
    by_link, by_sms = one.people
    earlier = [one.now() - timedelta(minutes=m) for m in (9, 8)]
    one.answer(by_link, "no")

    say(one, by_link, "yes", at=earlier[0])
    assert one.places()[by_link] == "none"

    for answer, at in (("yes", earlier[0]), ("no", earlier[1]), ("yes", earlier[0])):
        say(one, by_sms, cast(Answer, answer), at=at)
    assert one.places()[by_sms] == "none"


def test_what_comes_too_late_or_from_nobody_changes_nothing(hall: Callable[..., Hall]) -> None:
    one = hall(people=2)
    say(one, new_id(), "yes")
    one.move(starts_at=one.now().replace(year=2020))

    say(one, one.people[0], "yes")

    assert one.places() == {}
