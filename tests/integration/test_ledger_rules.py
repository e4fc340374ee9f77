"""The association's sending rules at the claim, on a real database and through time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain import Rejected
from services.notifications.operations import reminding
from shared.contracts.events import Reminded, ReminderDue
from shared.contracts.members import Contact
from shared.contracts.notifications import Hours, Season, SendingRules
from shared.ids import new_id
from tests.support.desk import Desk
from tests.support.ledger import a_household, a_world, addresses, by_email, desk, somebody

__all__ = ["a_world", "desk"]
HERE = ZoneInfo("Africa/Casablanca")
NIGHTS = SendingRules(nights=Hours(begins="21:00", ends="09:00"))
RAMADAN = SendingRules(
    nights=Hours(begins="21:00", ends="09:00"),
    ramadan_nights=Hours(begins="02:00", ends="12:00"),
    ramadans=[Season(first=date(2027, 2, 8), last=date(2027, 3, 9))],
    fridays=Hours(begins="12:00", ends="14:30"),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(UTC)


def go(desk: Desk, text: str) -> None:
    desk.at(local(text))


# --- Quiet hours ------------------------------------------------------------------------------


def test_an_invitation_of_the_evening_goes_in_the_morning_once(desk: Desk) -> None:
    one, other = somebody(), by_email()
    desk.contacts(one, other)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T22:00")
    event = desk.event(one, other)

    assert desk.work(event) == []
    assert desk.states(event) == {"waiting": 2}
    go(desk, "2027-05-11T08:58")
    desk.sweep()
    assert desk.work(event) == []
    go(desk, "2027-05-11T09:00:05")
    assert len(desk.work(event)) == 2
    desk.sweep()
    assert desk.work(event) == []


def test_what_a_person_has_just_asked_for_goes_at_night_and_an_offer_waits(desk: Desk) -> None:
    asker, queued = somebody(), somebody()
    desk.contacts(asker, queued)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T18:00")
    event = desk.event(asker, queued)
    desk.work(event)
    go(desk, "2027-05-10T23:00")
    desk.answer(event, asker, version=1, place="confirmed")
    desk.offer(event, queued, version=1)

    assert addresses(desk.work(event)) == {asker.phone: 1}
    go(desk, "2027-05-11T09:00:05")
    assert addresses(desk.work(event)) == {queued.phone: 1}


def test_what_would_come_after_its_use_ends_there_and_so_do_those_told_with_it(desk: Desk) -> None:
    home = a_household(2)
    desk.contacts(*home)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T22:00")
    event = new_id()
    desk.card(event, hours=10)
    desk.invite(event, *home)

    assert desk.work(event) == []
    assert {desk.state_of(event, c) for c in home} == {"expired quiet_hours"}
    assert desk.progress(event).finished


def test_who_would_set_out_in_vain_is_told_at_night(desk: Desk) -> None:
    contact = somebody()
    desk.contacts(contact)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T18:00")
    event = new_id()
    desk.card(event, hours=16)
    desk.invite(event, contact)
    desk.work(event)
    go(desk, "2027-05-10T23:00")
    desk.cancel(event, starts_at=local("2027-05-11T10:00"))
    desk.plan_cancellation()

    assert addresses(desk.work(event)) == {contact.phone: 1}


def test_other_rules_hold_at_once_also_for_what_waits(desk: Desk) -> None:
    contact = somebody()
    desk.contacts(contact)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T22:00")
    event = desk.event(contact)
    assert desk.work(event) == []

    decided = desk.decide(SendingRules(nights=Hours(begins="23:00", ends="07:00")))

    assert decided.version == 2
    assert addresses(desk.work(event)) == {contact.phone: 1}
    assert desk.progress(event).held == ""


def test_progress_says_why_nothing_goes_and_until_when(desk: Desk) -> None:
    contact = somebody()
    desk.contacts(contact)
    desk.decide(NIGHTS)
    go(desk, "2027-05-10T22:00")
    event = desk.event(contact)
    desk.work(event)

    told = desk.progress(event)
    assert (told.held, told.held_until) == ("quiet_hours", local("2027-05-11T09:00"))


@pytest.mark.parametrize(
    ("planned", "goes"),
    [
        # Ten in the evening is no night in Ramadan; three in the morning is.
        ("2027-02-20T22:00", "2027-02-20T22:00"),
        ("2027-02-20T03:00", "2027-02-20T12:00"),
        # The clocks have gone back in the night before: nine is nine.
        ("2027-02-06T22:00", "2027-02-07T09:00"),
        ("2027-03-13T22:00", "2027-03-14T09:00"),
        # Into the pause of a Friday, and in it.
        ("2027-02-19T03:00", "2027-02-19T14:30"),
        ("2027-05-14T13:00", "2027-05-14T14:30"),
    ],
)
def test_ramadan_fridays_and_clocks_that_jump(desk: Desk, planned: str, goes: str) -> None:
    contact = somebody()
    desk.contacts(contact)
    desk.decide(RAMADAN)
    go(desk, planned)
    event = desk.event(contact)

    if goes != planned:
        assert desk.work(event) == []
        desk.at(local(goes).replace(microsecond=0))
        desk.later(seconds=-90)
        assert desk.work(event) == []
        desk.later(seconds=95)
    assert addresses(desk.work(event)) == {contact.phone: 1}


def test_nothing_decided_means_no_hour_is_quiet_where_things_are_tried_out(desk: Desk) -> None:
    contact = somebody()
    desk.contacts(contact)
    go(desk, "2027-05-10T03:00")

    assert addresses(desk.work(desk.event(contact))) == {contact.phone: 1}


# --- How often to one person ------------------------------------------------------------------


def seldom(most: int, days: int = 7) -> SendingRules:
    return SendingRules(most_messages=most, in_days=days)


def test_whoever_was_told_often_waits_until_the_first_is_long_ago(desk: Desk) -> None:
    often, new = somebody(), somebody()
    desk.contacts(often, new)
    desk.decide(seldom(2))
    for _ in range(2):
        assert len(desk.work(desk.event(often))) == 1
        desk.later(hours=30)
    third = new_id()
    desk.card(third, hours=24 * 20)
    desk.invite(third, often, new, hours=24 * 20)

    assert addresses(desk.work(third)) == {new.phone: 1}
    assert desk.state_of(third, often) == "waiting often"
    desk.later(days=7, hours=-62)
    assert desk.work(third) == []
    desk.later(hours=3)
    assert addresses(desk.work(third)) == {often.phone: 1}


def test_what_is_of_no_use_by_then_ends_with_the_reason(desk: Desk) -> None:
    often = somebody()
    desk.contacts(often)
    desk.decide(seldom(1))
    desk.work(desk.event(often))
    second = desk.event(often)

    assert desk.work(second) == []
    assert desk.state_of(second, often) == "expired too_often"


def test_two_ways_of_one_message_count_once_and_what_was_asked_for_not_at_all(desk: Desk) -> None:
    both = somebody(channels=["sms", "email"], email_consent=True, email="b@members.example")
    desk.contacts(both)
    desk.decide(seldom(1))
    event = desk.event(both)

    assert len(desk.work(event)) == 2
    desk.answer(event, both, version=1, place="confirmed")
    assert len(desk.work(event)) == 2
    remind(desk, event, both)
    assert len(desk.work(event)) == 2


def test_whoever_was_told_through_another_was_told(desk: Desk) -> None:
    first, second = a_household(2)
    desk.contacts(first, second)
    desk.decide(seldom(1))
    desk.work(desk.event(first, second))
    alone = desk.event(second)

    assert desk.work(alone) == []
    assert desk.state_of(alone, second) == "expired too_often"


def test_what_was_surely_not_sent_does_not_count(desk: Desk) -> None:
    contact = somebody()
    desk.contacts(contact)
    desk.decide(seldom(1))
    refusing = desk.sender("sms", answer=lambda _: Rejected("no-such-number"))
    desk.work(desk.event(contact), refusing)

    assert addresses(desk.work(desk.event(contact))) == {contact.phone: 1}


def remind(desk: Desk, event_id: UUID, *contacts: Contact) -> None:
    with desk.transaction() as tx:
        message = ReminderDue(
            event_id=event_id,
            what="day_before",
            round=1,
            card_version=1,
            useful_until=desk.now() + timedelta(hours=5),
            reminded=[Reminded(member_id=c.member_id) for c in contacts],
        )
        reminding.plan_reminder(tx, message, now=desk.now())
