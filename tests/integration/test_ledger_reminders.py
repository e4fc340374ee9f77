"""Reminders, changes and questions once more, from the message to what goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.notifications import domain
from services.notifications.operations import planning, reminding
from shared.contracts.events import (
    AnnouncementIssued,
    EventChange,
    Invitee,
    Reminded,
    ReminderDue,
    Said,
    Telling,
)
from shared.contracts.members import Contact
from shared.ids import new_id
from tests.support.desk import Desk, code_of, issued
from tests.support.ledger import a_household, a_world, addresses, desk, somebody, texts

__all__ = ["a_world", "desk"]


def due(
    desk: Desk,
    event_id: UUID,
    *contacts: Contact,
    what: Telling = "day_before",
    number: int = 1,
    changed: list[EventChange] | None = None,
) -> None:
    message = ReminderDue(
        event_id=event_id,
        what=what,
        round=number,
        card_version=1,
        useful_until=desk.now() + timedelta(hours=10),
        reminded=[Reminded(member_id=c.member_id, household_id=c.household_id) for c in contacts],
        changed=changed or [],
    )
    with desk.transaction() as tx:
        reminding.plan_reminder(tx, message, now=desk.now())


def invited(desk: Desk, *contacts: Contact) -> UUID:
    """Give an event whose people have their invitations."""
    desk.contacts(*contacts)
    event = desk.event(*contacts)
    desk.work(event)
    return event


def comes(desk: Desk, event: UUID, contact: Contact, *, version: int = 1) -> None:
    desk.answer(event, contact, version=version, place="confirmed")
    desk.work(event)


def test_a_reminder_goes_to_each_once_with_the_link_to_refuse(desk: Desk) -> None:
    one, two = somebody(), somebody()
    event = invited(desk, one, two)
    comes(desk, event, one)
    comes(desk, event, two)

    due(desk, event, one, two)
    due(desk, event, one, two)
    went = desk.work(event)

    assert addresses(went) == {one.phone: 1, two.phone: 1}
    assert all("demain" in text and "ex.org/i/" in text for text in texts(went))
    assert desk.progress(event, "reminder_day_before").totals == {"sms": {"sent": 2}}


def test_a_no_stops_the_reminder_that_waits(desk: Desk) -> None:
    one, two = somebody(), somebody()
    event = invited(desk, one, two)
    comes(desk, event, one)
    comes(desk, event, two)
    due(desk, event, one, two)

    desk.answer(event, one, version=2, place="none", answer="no")
    went = desk.work(event)

    assert addresses(went) == {two.phone: 1}
    assert desk.state_of(event, one, "reminder_day_before") == "excluded answered"


def test_a_no_that_overtakes_its_reminder_stops_it_too(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    comes(desk, event, one)
    desk.answer(event, one, version=2, place="none", answer="no")

    due(desk, event, one)

    assert desk.work(event) == []


def test_whoever_wants_nothing_more_is_not_reminded(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    comes(desk, event, one)
    due(desk, event, one)

    desk.opt_out(one, "sms")

    assert desk.work(event) == []
    assert desk.state_of(event, one, "reminder_day_before") == "excluded opted_out"


def test_people_at_one_number_are_reminded_by_one_sms(desk: Desk) -> None:
    home = a_household(3)
    event = invited(desk, *home)
    for person in home:
        comes(desk, event, person)

    due(desk, event, *home)

    (text,) = texts(desk.work(event))
    assert all(person.first_name in text for person in home)


def test_a_reminder_is_not_said_when_it_is_of_no_use(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    comes(desk, event, one)
    due(desk, event, one)

    desk.later(hours=11)

    assert desk.work(event) == []
    assert desk.states(event, "reminder_day_before") == {"expired": 1}


def test_a_cancelled_event_reminds_nobody(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    comes(desk, event, one)
    due(desk, event, one)

    desk.cancel(event)
    due(desk, event, one, what="morning_of")
    went = desk.work(event)

    assert went == []
    assert desk.state_of(event, one, "reminder_morning_of") == "excluded event_cancelled"


def test_a_reminder_in_a_new_round_replaces_the_one_before(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    comes(desk, event, one)
    due(desk, event, one)

    due(desk, event, one, number=2)
    due(desk, event, one)  # heard late
    went = desk.work(event)

    assert len(went) == 1
    sends = [s for s in desk.rows(event, "reminder_day_before") if s["state"] == "sent"]
    assert sends == []


# --- Changes ---------------------------------------------------------------------------------


def test_a_change_says_what_has_changed_and_how_it_is_now(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)

    due(desk, event, one, what="change", changed=["time", "place"])

    (text,) = texts(desk.work(event))
    assert "changement (horaire, lieu)" in text
    assert "Rabat" in text


def test_whoever_has_not_heard_of_the_event_hears_of_no_change(desk: Desk) -> None:
    """The invitation that is on its way says how it is now."""
    told, waits = somebody(), somebody()
    event = invited(desk, told)
    desk.contacts(waits)
    desk.invite(event, waits)

    due(desk, event, told, waits, what="change", changed=["place"])

    went = texts(desk.work(event))
    assert sum("changement" in text for text in went) == 1
    assert desk.state_of(event, waits, "change") == "excluded not_told"


def test_a_second_change_says_what_the_first_did_not_get_to_say(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    due(desk, event, one, what="change", changed=["place"])

    due(desk, event, one, what="change", changed=["time"], number=2)

    (text,) = texts(desk.work(event))
    assert "changement (lieu, horaire)" in text


def test_a_second_change_after_the_first_was_said_is_told_by_itself(desk: Desk) -> None:
    one = somebody()
    event = invited(desk, one)
    due(desk, event, one, what="change", changed=["place"])
    desk.work(event)

    due(desk, event, one, what="change", changed=["time"], number=2)

    (text,) = texts(desk.work(event))
    assert "changement (horaire)" in text


# --- The silent ------------------------------------------------------------------------------


def test_only_who_was_reached_and_is_silent_is_asked_once_more(desk: Desk) -> None:
    silent, answers, unreached = somebody(), somebody(), somebody(channels=[], sms_consent=False)
    event = invited(desk, silent, answers, unreached)
    due(desk, event, silent, answers, unreached, what="chase")

    desk.answer(event, answers, version=1, place="none", answer="maybe")
    went = desk.work(event)

    assert addresses(went) == {silent.phone: 1}
    assert desk.state_of(event, answers, "chase") == "excluded answered"
    assert desk.state_of(event, unreached, "chase") == "excluded not_told"
    assert domain.send_id(event, "chase") == desk.progress(event, "chase").send_id


def test_nobody_is_asked_once_more_when_answers_are_not_taken_any_more(desk: Desk) -> None:
    """Seen failing: the question went until the event began."""
    silent = somebody()
    event = invited(desk, silent)
    due(desk, event, silent, what="chase")
    desk.later(hours=11)

    assert desk.work(event) == []
    assert desk.state_of(event, silent, "chase") == "expired expired"


# --- Announcements ---------------------------------------------------------------------------


def announce(desk: Desk, event_id: UUID, *contacts: Contact) -> UUID:
    message = AnnouncementIssued(
        event_id=event_id,
        wave_id=new_id(),
        card_version=1,
        useful_until=desk.now() + timedelta(days=3),
        languages=["fr", "ar"],
        said={
            "ar": Said(title="شكرا", text="الخلاصات منشورة."),
            "fr": Said(title="Merci", text="Conclusions\nen ligne."),
        },
        invitees=[
            Invitee(member_id=c.member_id, code=code_of(c), household_id=c.household_id)
            for c in contacts
        ],
    )
    with desk.transaction() as tx:
        reminding.plan_announcement(tx, message, now=desk.now())
    return message.wave_id


def test_an_announcement_is_read_in_ones_own_language_else_in_the_first(desk: Desk) -> None:
    french, arabic, english = somebody(), somebody(language="ar"), somebody(language="en")
    desk.contacts(french, arabic, english)
    event = desk.event()

    announce(desk, event, french, arabic, english)
    by_number = {message.address: str(message.content) for message in desk.work(event)}

    assert "Conclusions en ligne." in by_number[french.phone or ""]
    assert "الخلاصات منشورة." in by_number[arabic.phone or ""]
    assert "Conclusions en ligne. See or stop: ex.org/i/" in by_number[english.phone or ""]


def test_whoever_stopped_messages_hears_no_announcement(desk: Desk) -> None:
    one = somebody()
    desk.contacts(one)
    event = desk.event()
    announce(desk, event, one)

    desk.opt_out(one, "sms")

    assert desk.work(event) == []


def test_two_announcements_are_two_sends(desk: Desk) -> None:
    one = somebody()
    desk.contacts(one)
    event = desk.event()
    announce(desk, event, one)
    announce(desk, event, one)

    assert len(desk.work(event)) == 2


def test_each_wave_has_a_send_of_its_own_and_one_that_is_stopped_stops_no_other(
    desk: Desk,
) -> None:
    first, second = somebody(), somebody()
    desk.contacts(first, second)
    event = desk.event(first)
    desk.stop(event)

    message = issued(event, [second], 1, desk.now() + timedelta(hours=72))
    with desk.transaction() as tx:
        planning.plan_invitations(tx, replace(message, number=2), now=desk.now())

    assert addresses(desk.work(event)) == {second.phone: 1}
