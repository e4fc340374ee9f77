"""
T1: a process dies at a named point, and an account is taken with what phones and inboxes got.

Points 6 to 10 of the design; the short form goes once over each, the slow one three times.
"""

from __future__ import annotations

import pytest

from tests.support.scene import WINDOW, Scene

PEOPLE = 90

SENDING = [
    {"notifications_sms": "sender.after_claim", "notifications_email": "sender.after_claim"},
    {"notifications_sms": "sms.after_reply", "notifications_email": "email.before_reply"},
    {"notifications_sms": "sender.before_record", "notifications_email": "sender.before_record"},
    {"notifications_sms": "sender.after_record", "notifications_email": "sender.after_record"},
]
HEARING = [{"notifications": "subscribe.before_ack", "events": "subscribe.before_ack"}]
HARMLESS = {"sender.after_record", "subscribe.before_ack"}
"""Points after a commit: nothing can be uncertain."""

SHORT = [
    (SENDING[0] | {"notifications": "subscribe.before_ack"}, 1),
    (SENDING[1], 2),
    (
        {
            "notifications_sms": "sender.before_record",
            "notifications_email": "sender.after_record",
            "events": "subscribe.before_ack",
        },
        1,
    ),
]


def crash_and_reckon(scene: Scene, points: dict[str, str], nth: int) -> None:
    scene.will_crash(**{name: f"{point}:{nth}" for name, point in points.items()})
    people = PEOPLE if nth < 5 else 2 * PEOPLE
    event_id = scene.invite(people)
    scene.await_crashes(*points)

    account = scene.reckon(event_id, people=people)

    assert account.adds_up, account
    assert account.uncertain.get("sms", 0) <= WINDOW
    assert account.doubled.get("email", 0) <= WINDOW
    if set(points.values()) <= HARMLESS:
        assert not account.uncertain
        assert not account.doubled


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("points", "nth"), SHORT)
def test_a_crash_loses_nobody_and_tells_nobody_twice(
    scene: Scene, points: dict[str, str], nth: int
) -> None:
    crash_and_reckon(scene, points, nth)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("points", SENDING + HEARING, ids=lambda p: next(iter(p.values())))
@pytest.mark.parametrize("nth", [1, 2, 5])
def test_no_crash_loses_anybody_or_tells_anybody_twice(
    scene: Scene, points: dict[str, str], nth: int
) -> None:
    if "events" in points:
        nth = min(nth, 2)  # there are two messages to hear
    crash_and_reckon(scene, points, nth)
