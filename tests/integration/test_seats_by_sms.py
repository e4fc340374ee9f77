"""An answer by SMS counts as one by the link, and is refused without anybody being told."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.events.operations import hearing_answers
from shared.contracts.events import Answer
from shared.contracts.notifications import RsvpReceived
from shared.ids import new_id
from tests.support.hall import HOLD, Hall

pytest_plugins = ["tests.support.hall"]
pytestmark = pytest.mark.integration


def say(hall: Hall, person: UUID, answer: Answer) -> None:
    message = RsvpReceived(event_id=hall.event_id, member_id=person, answer=answer, at=hall.now())
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


def test_what_comes_too_late_or_from_nobody_changes_nothing(hall: Callable[..., Hall]) -> None:
    one = hall(people=2)
    say(one, new_id(), "yes")
    one.move(starts_at=one.now().replace(year=2020))

    say(one, one.people[0], "yes")

    assert one.places() == {}
