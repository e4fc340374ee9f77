"""A timer that dies between its transactions, or in one: each person is reminded once."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from services.notifications import domain
from shared.testing.waiting import eventually
from tests.support.scene import Scene

PEOPLE = 520
"""Two pages of people."""


def all_say_yes(scene: Scene, event_id: UUID) -> None:
    scene.world.rows(
        "events",
        "insert into rsvps (event_id, member_id, answer, place, asked, answered_at)"
        " select event_id, member_id, 'yes', 'confirmed', nextval('asking'), now()"
        " from invitations where event_id = %s",
        event_id,
    )


def let_it_be_due(scene: Scene, event_id: UUID) -> None:
    eventually(
        lambda: scene.world.count(
            "events",
            "select count(*) from reminders where event_id = %s and state = 'waiting'",
            event_id,
        )
    )
    scene.world.rows(
        "events",
        "update reminders set due_at = now(), useful_until = now() + interval '1 day'"
        " where event_id = %s and what = 'day_before'",
        event_id,
    )


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "point", ["remind.before_commit:1", "remind.after_commit:1", "remind.before_commit:2"]
)
def test_a_crash_of_the_timer_reminds_everybody_once(scene: Scene, point: str) -> None:
    event_id = scene.invite(PEOPLE)
    scene.await_planned(event_id, PEOPLE)
    all_say_yes(scene, event_id)
    scene.will_crash(events=point)

    let_it_be_due(scene, event_id)
    scene.await_crashes("events")

    send_id = domain.send_id(event_id, "reminder_day_before")
    planned = "select count(distinct member_id) from deliveries where send_id = %s"
    eventually(lambda: scene.world.count("notifications", planned, send_id) == PEOPLE, within_s=60)
    (done,) = scene.world.rows(
        "events",
        "select state, told from reminders where event_id = %s and what = 'day_before'",
        event_id,
    )
    assert (done["state"], done["told"]) == ("done", PEOPLE)
    spoken = Counter(
        one["member_id"]
        for row in scene.world.rows(
            "events",
            "select body from outbox where type = 'reminder.due.v1' and body ->> 'event_id' = %s",
            str(event_id),
        )
        for one in row["body"]["reminded"]
    )
    assert set(spoken.values()) == {1}
    doubles = (
        "select member_id, channel from deliveries where send_id = %s"
        " group by 1, 2 having count(*) > 1"
    )
    assert scene.world.rows("notifications", doubles, send_id) == []
