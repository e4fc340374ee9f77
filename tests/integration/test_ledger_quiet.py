"""Quiet times of people's own, at the claim, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.desk import Desk
from tests.support.ledger import a_world, addresses, desk, somebody

__all__ = ["a_world", "desk"]
HERE = ZoneInfo("Africa/Casablanca")


def clock(desk: Desk, hours: float) -> str:
    """Give the time of the day in so many hours."""
    return (desk.now() + timedelta(hours=hours)).astimezone(HERE).strftime("%H:%M")


def test_who_wants_peace_is_told_when_it_ends_and_the_others_now(desk: Desk) -> None:
    peaceful = somebody(quiet_from=clock(desk, -1), quiet_until=clock(desk, 2))
    other = somebody(quiet_from=clock(desk, 2), quiet_until=clock(desk, 3))
    desk.contacts(peaceful, other)
    event_id = desk.event(peaceful, other)

    assert addresses(desk.work(event_id)) == {other.phone: 1}
    assert desk.state_of(event_id, peaceful) == "waiting quiet"
    assert desk.work(event_id) == []
    desk.later(hours=2, minutes=2)
    assert addresses(desk.work(event_id)) == {peaceful.phone: 1}


def test_what_is_of_no_use_after_the_quiet_time_goes_at_once(desk: Desk) -> None:
    contact = somebody(quiet_from=clock(desk, -1), quiet_until=clock(desk, 4))
    desk.contacts(contact)
    event_id = desk.event()
    desk.card(event_id, version=2, hours=3)
    desk.invite(event_id, contact, card_version=2)

    assert addresses(desk.work(event_id)) == {contact.phone: 1}


@pytest.mark.parametrize(
    ("at", "until"),
    [("21:59", None), ("22:00", "+1"), ("23:30", "+1"), ("03:00", "0"), ("07:00", None)],
)
def test_a_quiet_time_may_go_over_midnight(desk: Desk, at: str, until: str | None) -> None:
    hour, minute = at.split(":")
    now = datetime(2026, 11, 20, int(hour), int(minute), tzinfo=HERE)
    query = "select peace_until('22:00', '07:00', %s) as until"
    with desk.transaction() as tx:
        row = tx.execute(query, (now.astimezone(UTC),)).fetchone()

    days = None if until is None else int(until)
    wanted = None if days is None else datetime(2026, 11, 20 + days, 7, tzinfo=HERE)
    assert row is not None
    assert row["until"] == wanted
