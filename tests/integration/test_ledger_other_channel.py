"""What surely did not arrive is told on the person's other channel, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications import domain
from services.notifications.domain import Accepted, NotSent, Outcome, Rejected, Uncertain
from services.notifications.operations import falling_back, planning
from services.notifications.store import NotificationsStore
from shared.contracts.members import Contact, MemberMerged
from shared.contracts.members.doubles import Merge
from tests.support.desk import Desk
from tests.support.ledger import a_household, a_world, addresses, by_email, desk, somebody

__all__ = ["a_world", "desk"]

pytestmark = pytest.mark.integration


def reached_by_both(**changes: Any) -> Contact:
    """Make somebody who wants mail, and has agreed to SMS too."""
    return replace(by_email(**changes), sms_consent=True)


def failing(desk: Desk, outcome: Outcome, channel: str = "email") -> None:
    """Let a way out answer so from now on."""
    sender = desk.email if channel == "email" else desk.sms
    sender.channel.answer = lambda _: outcome  # type: ignore[attr-defined]


def look_after(desk: Desk) -> None:
    while falling_back.tell_otherwise(desk.db, now=desk.now()):
        pass


def invited(desk: Desk, *people: Contact, outcome: Outcome | None = None) -> UUID:
    """Invite people by mail; it comes to nothing, unless said otherwise."""
    desk.contacts(*people)
    event = desk.event(*people)
    failing(desk, outcome or Rejected("5.1.1"))
    desk.work(event, desk.email)
    failing(desk, Accepted())
    return event


def told_by(desk: Desk, event: UUID) -> dict[str, str]:
    return {row["channel"]: row["state"] for row in desk.rows(event)}


def test_whose_mail_does_not_arrive_is_told_by_sms_once(desk: Desk) -> None:
    person = reached_by_both()
    event = invited(desk, person)

    look_after(desk)
    look_after(desk)
    went = desk.work(event)

    assert addresses(went) == {person.phone: 1}
    assert told_by(desk, event) == {"email": "failed", "sms": "sent"}
    assert desk.progress(event).people == 1


def test_whose_sms_does_not_arrive_is_told_by_mail(desk: Desk) -> None:
    person = replace(somebody(email="other@members.example"), email_consent=True)
    desk.contacts(person)
    event = desk.event(person)
    failing(desk, Rejected("smpp-0x0b"), "sms")
    desk.work(event, desk.sms)

    look_after(desk)
    went = desk.work(event)

    assert addresses(went) == {person.email: 1}


@pytest.mark.parametrize("outcome", [Uncertain("no-answer"), NotSent("4.2.2"), Accepted()])
def test_what_may_have_arrived_or_may_still_go_is_not_told_twice(
    desk: Desk, outcome: Outcome
) -> None:
    event = invited(desk, reached_by_both(), outcome=outcome)

    look_after(desk)

    assert desk.work(event, desk.sms) == []
    assert len(desk.rows(event)) == 1


def test_when_both_channels_fail_nothing_goes_round_in_circles(desk: Desk) -> None:
    event = invited(desk, reached_by_both())
    look_after(desk)
    failing(desk, Rejected("smpp-0x0b"), "sms")
    desk.work(event, desk.sms)

    look_after(desk)

    assert desk.work(event) == []
    assert told_by(desk, event) == {"email": "failed", "sms": "failed"}


def test_who_is_told_on_both_has_had_the_other(desk: Desk) -> None:
    person = replace(reached_by_both(), channels=["sms", "email"])
    desk.contacts(person)
    event = desk.event(person)
    failing(desk, Rejected("5.1.1"))
    first = desk.work(event)

    look_after(desk)

    assert addresses(first) == {person.phone: 1}
    assert desk.work(event) == []


def test_without_consent_the_other_channel_stays_silent(desk: Desk) -> None:
    event = invited(desk, by_email())

    look_after(desk)

    assert told_by(desk, event) == {"email": "failed"}


def test_consent_and_silence_are_looked_at_once_more_at_the_claim(desk: Desk) -> None:
    one, two = reached_by_both(), reached_by_both()
    event = invited(desk, one, two)
    look_after(desk)
    desk.opt_out(one, "sms")
    desk.contacts(replace(two, version=two.version + 1, sms_consent=False))

    assert desk.work(event) == []
    states = {row["reason"] for row in desk.rows(event) if row["channel"] == "sms"}
    assert states == {"opted_out", "no_consent"}


def test_a_stopped_send_and_one_that_is_of_no_use_any_more_fall_back_on_nothing(
    desk: Desk,
) -> None:
    stopped, late = invited(desk, reached_by_both()), invited(desk, reached_by_both())
    desk.stop(stopped)
    falling_back.tell_otherwise(desk.db, now=desk.now())
    desk.later(hours=73)
    look_after(desk)

    assert told_by(desk, stopped) == told_by(desk, late) == {"email": "failed"}


def test_a_mail_that_comes_back_is_told_by_sms_but_not_for_what_is_said_of_us(
    desk: Desk,
) -> None:
    gone, policy = reached_by_both(), reached_by_both()
    event = invited(desk, gone, policy, outcome=Accepted())
    rows = {row["member_id"]: row for row in desk.rows(event)}
    with desk.transaction() as tx:
        store = NotificationsStore(tx)
        for person, reason in ((gone, "bounce-5.1.1"), (policy, "bounce-5.7.1")):
            row = rows[person.member_id]
            store.bounce(row["month"], row["id"], reason, desk.now())

    look_after(desk)
    went = desk.work(event)

    assert addresses(went) == {gone.phone: 1}


def test_who_is_not_written_to_because_the_address_is_dead_is_told_by_sms(desk: Desk) -> None:
    person = reached_by_both()
    desk.contacts(person)
    event = desk.event(person)
    with desk.transaction() as tx:
        store = NotificationsStore(tx)
        hashed = domain.address_hash(desk.email.suppression_key, "email", str(person.email))
        store.seize_silence()
        store.suppress_once("email", [hashed], "bounce", desk.now())
    desk.work(event, desk.email)

    look_after(desk)

    assert addresses(desk.work(event)) == {person.phone: 1}


def test_people_at_one_number_whose_mails_fail_are_told_by_one_sms(desk: Desk) -> None:
    home = [
        replace(
            person,
            channels=["email"],
            email=f"{person.member_id}@members.example",
            email_consent=True,
        )
        for person in a_household(3)
    ]
    event = invited(desk, *home)

    look_after(desk)
    [one] = desk.work(event)

    assert one.address == home[0].phone
    assert all(str(person.first_name) in str(one.content) for person in home)


def test_who_has_answered_anew_is_not_told_of_the_older_answer(desk: Desk) -> None:
    person = reached_by_both()
    event = invited(desk, person, outcome=Accepted())
    desk.answer(event, person, version=1, place="confirmed")
    failing(desk, Rejected("5.1.1"))
    desk.work(event, desk.email)
    desk.answer(event, person, version=2, place="none", answer="no")

    look_after(desk)

    assert desk.work(event, desk.sms) == []


def test_who_was_told_under_another_id_is_not_told_again(desk: Desk) -> None:
    person, twin = reached_by_both(), somebody()
    desk.contacts(person, twin)
    event = desk.event(person, twin)
    failing(desk, Rejected("5.1.1"))
    desk.work(event)
    merge = Merge(alias_id=twin.member_id, member_id=person.member_id, version=1)
    with desk.transaction() as tx:
        planning.keep_merges(tx, MemberMerged(merges=[merge]))

    look_after(desk)

    assert desk.work(event) == []


def test_the_other_channel_has_the_same_hours_and_the_same_end(desk: Desk) -> None:
    person = reached_by_both()
    event = invited(desk, person)
    desk.later(hours=1)

    look_after(desk)

    ends = {row["useful_until"] for row in desk.rows(event)}
    assert len(ends) == 1
    assert min(ends) > desk.now() + timedelta(hours=70)
