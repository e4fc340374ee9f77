"""
The ledger on a real database, step by step: who gets a row, what becomes of it, and its sums.

Senders here are the product's own over a way out that answers as it is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Thread
from typing import Any

import pytest

from services.notifications import domain
from services.notifications.channels import Outgoing
from services.notifications.domain import NotSent, Rejected, Unavailable, Uncertain
from services.notifications.errors import UnknownCode
from services.notifications.operations import planning, silence
from services.notifications.store import NotificationsStore
from shared.contracts.events import EventCancelled
from shared.contracts.members import Contact
from shared.contracts.notifications import OptOut
from shared.ids import new_id
from tests.support.desk import KEY, Desk, a_card, code_of, issued
from tests.support.system import a_contact
from tests.support.world import World

NUMBERS = count(1000)


@pytest.fixture(scope="module")
def a_world(make_world: Callable[..., World]) -> World:
    return make_world(services=("notifications",))


@pytest.fixture
def desk(a_world: World) -> Iterator[Desk]:
    desk = Desk(a_world)
    yield desk
    desk.close()


def somebody(**changes: Any) -> Contact:
    """Make somebody who is told by SMS and has a number nobody else has."""
    number = next(NUMBERS)
    facts: dict[str, Any] = {"channels": ["sms"], "sms_consent": True, "first_name": f"N{number}"}
    return a_contact(number, **{**facts, "email_consent": False, "language": "fr", **changes})


def by_email(**changes: Any) -> Contact:
    facts: dict[str, Any] = {"channels": ["email"], "sms_consent": False, "email_consent": True}
    return somebody(**(facts | {"email": f"p{next(NUMBERS)}@members.example"} | changes))


def a_household(size: int, **changes: Any) -> list[Contact]:
    """Make people who share a number, in the order in which they are told."""
    shared = {"phone": f"+2127{next(NUMBERS):08d}", "household_id": new_id()}
    people = [somebody(**(shared | changes)) for _ in range(size)]
    return sorted(people, key=lambda c: c.member_id)


def changed(contact: Contact, **changes: Any) -> Contact:
    return replace(contact, version=contact.version + 1, **changes)


def texts(messages: list[Outgoing]) -> list[str]:
    return [str(message.content) for message in messages]


def addresses(messages: list[Outgoing]) -> Counter[str]:
    return Counter(message.address for message in messages)


# --- Everybody has a row ---------------------------------------------------------------------


def test_every_person_has_a_row_that_says_what_became_of_him(desk: Desk) -> None:
    both = by_email(channels=["sms", "email"], sms_consent=True)
    silent = somebody(channels=[], sms_consent=False)
    unreachable = somebody(channels=[], sms_consent=False, phone=None, email=None)
    people = [somebody(), by_email(), both, silent, unreachable]
    desk.contacts(*people)

    event = desk.event(*people)
    went = desk.work(event)

    assert addresses(went) == Counter([people[0].phone, people[1].email, both.phone, both.email])
    assert desk.progress(event).reasons == {"no_consent": 1, "no_contact": 1}
    assert desk.progress(event).people == 5
    assert desk.progress(event).finished


def test_the_same_page_heard_again_plans_nothing(desk: Desk) -> None:
    """A page comes twice with another message id, too, when the relay replays its outbox."""
    people = [*a_household(3), somebody(), by_email()]
    desk.contacts(*people)
    event = desk.event(*people)
    before = desk.rows(event)

    desk.invite(event, *people)
    desk.invite(event, *people[1:])

    assert desk.rows(event) == before


def test_a_contact_named_twice_in_a_message_is_the_newer(desk: Desk) -> None:
    old = somebody()

    desk.contacts(changed(old, first_name="New"), old)

    query = "select first_name from contacts where member_id = %s"
    assert desk.world.rows("notifications", query, old.member_id) == [{"first_name": "New"}]


# --- Households ------------------------------------------------------------------------------


def test_people_who_share_a_number_get_one_sms_that_names_each(desk: Desk) -> None:
    home, other = a_household(3), somebody()
    desk.contacts(*home, other)

    event = desk.event(*home, other)
    went = desk.work(event)

    assert addresses(went) == {home[0].phone: 1, other.phone: 1}
    named = next(text for text in texts(went) if home[0].first_name in text)
    assert ", ".join(c.first_name for c in home) in named
    assert desk.states(event) == {"sent": 2, "covered": 2}


@pytest.mark.parametrize("phone", ["same", "other"])
def test_a_household_with_two_numbers_gets_one_sms_at_each(desk: Desk, phone: str) -> None:
    home = a_household(2)
    if phone == "other":
        home[1] = somebody(household_id=home[0].household_id)
    desk.contacts(*home)

    went = desk.work(desk.event(*home))

    assert len(went) == len({c.phone for c in home})


def test_when_the_first_may_not_be_told_the_next_is_told_for_the_rest(desk: Desk) -> None:
    home = a_household(3)
    desk.contacts(*home)
    event = desk.event(*home)
    desk.contacts(changed(home[0], sms_consent=False, channels=[]))

    (went,) = desk.work(event)

    assert f"{home[1].first_name}, {home[2].first_name}" in str(went.content)
    assert home[0].first_name not in str(went.content)
    assert desk.state_of(event, home[0]) == "excluded no_consent"
    assert desk.state_of(event, home[1]) == "sent"
    assert desk.state_of(event, home[2]) == "covered"


def test_nobody_of_a_household_is_told_at_a_silent_number(desk: Desk) -> None:
    home = a_household(4)
    desk.contacts(*home)
    event = desk.event(*home)
    desk.opt_out(home[2], "sms")

    assert desk.work(event) == []

    assert {desk.state_of(event, c) for c in home} == {"excluded opted_out"}
    assert desk.progress(event).finished


def test_whoever_withdrew_is_not_named_in_what_the_others_get(desk: Desk) -> None:
    home = a_household(3)
    desk.contacts(*home)
    event = desk.event(*home)
    desk.contacts(changed(home[1], sms_consent=False, channels=[]))

    (went,) = desk.work(event)

    assert f"{home[0].first_name}, {home[2].first_name}" in str(went.content)
    assert desk.state_of(event, home[1]) == "excluded no_consent"


def test_whoever_moved_to_another_number_is_told_there(desk: Desk) -> None:
    home = a_household(2)
    desk.contacts(*home)
    event = desk.event(*home)
    desk.contacts(changed(home[1], phone="+212799999999"))

    went = desk.work(event)

    assert addresses(went) == {home[0].phone: 1, "+212799999999": 1}
    assert home[1].first_name not in texts(went)[0]
    assert desk.states(event) == {"sent": 2}


@pytest.mark.parametrize("why", ["the first moved", "the first withdrew and the second moved"])
def test_whoever_stays_at_a_number_that_his_teller_left_is_told_there_once(
    desk: Desk, why: str
) -> None:
    """Seen failing: each of those who stayed got an SMS of his own, all at one number."""
    home = a_household(5)
    desk.contacts(*home)
    event = desk.event(*home)
    first: dict[str, Any] = {"phone": f"+2127{next(NUMBERS):08d}"}
    if why != "the first moved":
        desk.contacts(changed(home[1], **first))
        first = {"sms_consent": False, "channels": []}
    desk.contacts(changed(home[0], **first), changed(home[4], sms_consent=False, channels=[]))

    went = desk.work(event)

    stayed = home[1:4] if why == "the first moved" else home[2:4]
    assert sorted(addresses(went).values()) == [1, 1]
    (text,) = (str(m.content) for m in went if m.address == home[3].phone)
    assert ", ".join(c.first_name for c in stayed) in text
    assert desk.state_of(event, home[4]) == "excluded no_consent"
    assert desk.progress(event).finished


@pytest.mark.parametrize("end", ["failed", "expired", "stopped"])
def test_a_household_shares_the_end_of_a_message_that_came_to_nothing(desk: Desk, end: str) -> None:
    """Seen failing when they stayed `covered`, as if they had been told."""
    home = a_household(3)
    desk.contacts(*home)
    event = desk.event(*home)

    if end == "expired":
        desk.later(hours=80)
        desk.work(event)
    elif end == "stopped":
        desk.stop(event)
        desk.close_stopped()
    else:
        desk.work(event, desk.sender("sms", answer=lambda _: Rejected("gateway-400")))

    assert desk.states(event) == {end: 3}


# --- Contacts and cards that come late -------------------------------------------------------


def test_whoever_s_contact_comes_after_the_invitation_is_told(desk: Desk) -> None:
    people = [somebody(), by_email()]
    event = desk.event(*people)
    assert desk.states(event) == {"waiting": 2}
    assert not desk.progress(event).finished

    desk.contacts(*people)
    went = desk.work(event)

    assert len(went) == 2
    assert desk.states(event) == {"sent": 2}
    assert desk.progress(event).people == 2


def test_a_contact_that_came_at_the_same_moment_is_found(desk: Desk) -> None:
    """Two transactions that do not see each other: the contact's and the invitation's."""
    person = somebody()
    event = new_id()
    desk.card(event)
    with desk.transaction() as tx:
        message = issued(event, [person], 1, desk.now() + timedelta(hours=9))
        planning.plan_invitations(tx, message, now=desk.now())
        desk.contacts(person)
    assert desk.work(event) == []

    desk.join_undecided()

    assert len(desk.work(event)) == 1


def test_a_household_that_comes_in_pieces_still_gets_one_sms(desk: Desk) -> None:
    """Seen failing: two SMS to one number, each naming one of two people."""
    home = a_household(3)
    event = desk.event(*home)

    for person in reversed(home):
        desk.contacts(person)
    (went,) = desk.work(event)

    assert all(person.first_name in str(went.content) for person in home)
    assert desk.states(event) == {"sent": 1, "covered": 2}


def test_whoever_comes_after_the_household_s_sms_gets_one_of_his_own(desk: Desk) -> None:
    home = a_household(2)
    desk.contacts(home[0])
    event = desk.event(*home)
    (first,) = desk.work(event)

    desk.contacts(home[1])
    (second,) = desk.work(event)

    assert home[1].first_name not in str(first.content)
    assert home[1].first_name in str(second.content)


def test_whoever_has_no_contact_is_given_up_until_it_comes(desk: Desk) -> None:
    person = somebody()
    event = desk.event(person)
    desk.later(minutes=11)
    desk.join_undecided()
    assert desk.state_of(event, person) == "excluded no_contact"
    assert desk.progress(event).finished

    desk.contacts(person)

    assert len(desk.work(event)) == 1


def test_whoever_is_given_up_at_the_moment_his_contact_comes_is_told(desk: Desk) -> None:
    """Seen failing: the contact passed by a row that was held, and nobody looked at it again."""
    person = somebody()
    event = desk.event(person)
    desk.later(minutes=11)
    contact = Thread(target=desk.contacts, args=(person,))
    with desk.transaction() as tx:
        before = desk.now() - timedelta(minutes=10)
        NotificationsStore(tx).give_up_undecided(before=before, now=desk.now())
        contact.start()
        contact.join(0.3)
    contact.join()

    assert len(desk.work(event)) == 1


@pytest.mark.parametrize(("moved", "end"), [(False, "expired"), (True, "sent")])
def test_a_contact_that_comes_when_the_event_has_begun_finds_its_person(
    desk: Desk, end: str, *, moved: bool
) -> None:
    """Seen failing: the person waited for ever, and so did whoever watched the send."""
    person = somebody()
    event = desk.event(person)
    desk.later(hours=72, minutes=1)
    if moved:
        desk.card(event, version=2, hours=500)

    desk.contacts(person)
    desk.join_undecided()
    desk.work(event)

    assert desk.states(event) == {end: 1}
    assert desk.progress(event).finished


def test_whoever_was_not_to_be_told_any_more_is_not_told_when_his_contact_comes(
    desk: Desk,
) -> None:
    """Seen failing: a confirmation that was withdrawn went out once the contact was there."""
    person = somebody()
    event = desk.event(person)
    desk.answer(event, person, version=1, place="confirmed")
    desk.answer(event, person, version=2, place="none", answer="no")

    desk.contacts(person)

    assert len(desk.work(event)) == 1
    assert desk.states(event, "invitation") == {"sent": 1}
    assert desk.states(event, "confirmation") == {"stopped": 1}


@pytest.mark.parametrize("contact_first", [True, False])
def test_nothing_goes_out_before_the_card_is_there(desk: Desk, *, contact_first: bool) -> None:
    """Seen failing for the undecided: announced without a card, taken, and then forgotten."""
    person, event = somebody(), new_id()
    if contact_first:
        desk.contacts(person)
    desk.invite(event, person, card_version=2)
    desk.contacts(person)
    desk.card(event, version=1)
    assert desk.work(event) == []

    desk.card(event, version=2)

    assert len(desk.work(event)) == 1


def test_a_card_that_came_at_the_same_moment_is_found(desk: Desk) -> None:
    person, event = somebody(), new_id()
    desk.contacts(person)
    with desk.transaction() as tx:
        store = NotificationsStore(tx)
        store.ensure_send(domain.send_id(event, "invitation"), event, "invitation")
        message = issued(event, [person], 1, desk.now() + timedelta(hours=9))
        tx.execute("select from cards")
        card = Thread(target=desk.card, args=(event,))
        planning.plan_invitations(tx, message, now=desk.now())
        card.start()
        card.join(0.3)
        assert card.is_alive(), "a card waits for plans that were begun without it"
    card.join()

    assert len(desk.work(event)) == 1


def test_an_older_card_changes_nothing(desk: Desk) -> None:
    event = new_id()
    desk.card(event, version=3, hours=5)
    desk.card(event, version=2, hours=500)

    query = "select version from cards where event_id = %s"
    assert desk.world.rows("notifications", query, event) == [{"version": 3}]


# --- Silence, consent, usefulness: looked at in the claim ------------------------------------


def test_an_opt_out_holds_for_the_channel_it_names(desk: Desk) -> None:
    both = [by_email(channels=["sms", "email"], sms_consent=True) for _ in range(2)]
    desk.contacts(*both)
    event = desk.event(*both)

    desk.opt_out(both[0], "sms")
    desk.opt_out(both[1], "sms", "email")

    assert addresses(desk.work(event)) == {both[0].email: 1}
    assert desk.progress(event).totals == {
        "sms": {"excluded": 2},
        "email": {"excluded": 1, "sent": 1},
    }
    assert desk.progress(event).reasons == {"opted_out": 3}


def test_a_stop_is_told_of_a_person_who_has_no_address_there_yet(desk: Desk) -> None:
    """Seen failing: members did not hear of it, and the next sheet with a number had its way."""
    person = by_email(phone=None)
    desk.contacts(person)
    desk.event(person)

    desk.opt_out(person, "sms", "email")

    told = desk.world.rows(
        "notifications",
        "select body ->> 'channels' as channels from outbox where type = 'contact.opted_out.v1'"
        " and body -> 'member_ids' = jsonb_build_array(%s::text) order by id",
        str(person.member_id),
    )
    assert [row["channels"] for row in told] == ['["sms"]', '["email"]']


def test_the_link_in_a_mail_stops_the_mail_of_whom_it_was_sent_to(desk: Desk) -> None:
    """Seen failing: people who share a number, and a code, lost each other's e-mail."""
    home = a_household(2, channels=["email"], email_consent=True)
    one, other = (replace(c, email=f"h{next(NUMBERS)}@members.example") for c in home)
    desk.contacts(one, other)
    event = desk.event(one, other)

    desk.opt_out(one, "email", alone=True)
    with pytest.raises(UnknownCode):
        silence.opt_out(
            desk.db,
            OptOut(code=code_of(one), channels=["email"], member_id=new_id()),
            key=KEY,
            now=desk.now(),
        )

    went = desk.work(event)
    assert [message.address for message in went] == [other.email]
    assert desk.state_of(event, one) == "excluded opted_out"


def test_an_opt_out_waits_for_claims_that_are_being_made(desk: Desk) -> None:
    """No claim may be committed after it: seen failing without the lock on the silent."""
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    (batch_id,) = desk.due(event, "sms")
    request = OptOut(code=code_of(person), channels=["sms"])
    asked = Thread(
        target=silence.opt_out, args=(desk.db, request), kwargs={"key": KEY, "now": desk.now()}
    )

    with desk.transaction() as tx:
        NotificationsStore(tx).hold_silence()
        asked.start()
        asked.join(0.3)
        assert asked.is_alive()
    asked.join()
    desk.send(desk.sms, batch_id)

    assert desk.state_of(event, person) == "excluded opted_out"


def test_a_withdrawn_consent_is_obeyed_at_the_next_claim(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)

    desk.contacts(changed(person, email_consent=False))

    assert desk.work(event) == []
    assert desk.state_of(event, person) == "excluded no_consent"


def test_an_older_contact_does_not_bring_a_consent_back(desk: Desk) -> None:
    person = somebody()
    desk.contacts(changed(person, sms_consent=False, channels=[]))
    desk.contacts(person)

    event = desk.event(person)

    assert desk.work(event) == []


@pytest.mark.parametrize(("begins_in_hours", "told"), [(1, 0), (500, 1)])
def test_an_invitation_is_of_use_until_the_event_begins_as_it_is_now(
    desk: Desk, begins_in_hours: float, told: int
) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)

    desk.card(event, version=2, hours=begins_in_hours)
    desk.later(hours=100 if told else 2)

    assert len(desk.work(event)) == told
    assert desk.states(event) == {"sent" if told else "expired": 1}


# --- Stopping --------------------------------------------------------------------------------


def test_after_a_stop_nothing_starts_and_what_waits_is_closed(desk: Desk) -> None:
    people = [somebody() for _ in range(130)]
    desk.contacts(*people)
    event = desk.event(*people)
    claim = desk.claim(event, desk.sms)

    desk.stop(event)
    assert desk.work(event) == []
    desk.finish(claim, domain.Accepted())
    desk.close_stopped()

    assert desk.states(event) == {"sent": 40, "stopped": 90}
    assert desk.progress(event).finished


def test_a_stop_waits_for_claims_that_are_being_made(desk: Desk) -> None:
    """Whatever is claimed after it has returned was claimed in spite of it."""
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    stopped = Thread(target=desk.stop, args=(event,))
    with desk.transaction() as tx:
        NotificationsStore(tx).lock_send(domain.send_id(event, "invitation"))
        stopped.start()
        stopped.join(0.3)
        assert stopped.is_alive()
    stopped.join()

    assert desk.work(event) == []


@pytest.mark.parametrize("closed_before", [True, False])
def test_what_was_put_off_while_the_send_was_stopped_is_stopped(
    desk: Desk, *, closed_before: bool
) -> None:
    """Seen failing: such rows waited for ever, in a send that was closed already."""
    home = a_household(2)
    desk.contacts(*home)
    event = desk.event(*home)
    claim = desk.claim(event, desk.sms)
    desk.stop(event)
    if closed_before:
        desk.close_stopped()

    desk.finish(claim, NotSent("451"))

    assert desk.states(event) == {"stopped": 2}
    assert desk.progress(event).finished


def test_whoever_is_planned_into_a_stopped_send_is_stopped(desk: Desk) -> None:
    person, late = somebody(), somebody()
    desk.contacts(person)
    event = desk.event(person, late)
    desk.stop(event)
    desk.close_stopped()

    desk.contacts(late)
    desk.invite(event, somebody())

    assert desk.states(event) == {"stopped": 3}
    assert desk.work(event) == []


def test_an_uncertain_email_of_a_stopped_send_is_not_sent_again(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.finish(desk.claim(event, desk.email), Uncertain("no-reply"))

    desk.stop(event)
    desk.later(minutes=10)
    desk.sweep()

    assert desk.states(event) == {"uncertain": 1}
    assert desk.work(event) == []


# --- Cancelling ------------------------------------------------------------------------------


def test_a_cancellation_goes_to_whoever_may_have_heard_and_to_nobody_else(desk: Desk) -> None:
    sent, uncertain, claimed, waiting, failed, refused = (somebody() for _ in range(6))
    home = a_household(2)
    people = [sent, uncertain, failed, *home]
    desk.contacts(*people, claimed, waiting, refused)
    event = desk.event(*people)
    ends = {
        uncertain.phone: Uncertain("no-reply"),
        failed.phone: Rejected("gateway-400"),
    }
    desk.work(event, desk.sender("sms", answer=lambda m: ends.get(m.address, domain.Accepted())))
    desk.invite(event, claimed)
    claim = desk.claim(event, desk.sms)
    desk.invite(event, waiting)

    desk.cancel(event)
    desk.plan_cancellation()
    desk.close_stopped()
    desk.finish(claim, domain.Accepted())

    told = desk.work(event)
    assert addresses(told) == Counter([sent.phone, uncertain.phone, claimed.phone, home[0].phone])
    assert any(f"{home[0].first_name}, {home[1].first_name}" in text for text in texts(told))
    assert desk.state_of(event, waiting) == "stopped"
    assert desk.progress(event, "cancellation").finished


@pytest.mark.parametrize("second", ["waiting", "failed"])
def test_whoever_may_have_got_the_first_copy_hears_of_the_cancellation(
    desk: Desk, second: str
) -> None:
    """Seen failing: what was put back to be sent once more counted as never sent."""
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.finish(desk.claim(event, desk.email), Uncertain("no-reply"))
    desk.later(minutes=10)
    desk.sweep()
    if second == "failed":
        desk.work(event, desk.sender("email", answer=lambda _: Rejected("5.2.2")))
    assert desk.states(event) == {second: 1}

    desk.cancel(event)
    desk.plan_cancellation()

    assert addresses(desk.work(event)) == {person.email: 1}


def test_a_household_is_told_once_of_a_cancellation_wherever_its_members_stand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing: pages went by person, so a household on two pages got two SMS."""
    monkeypatch.setattr(planning, "CHUNK", 2)
    first, *others = (somebody() for _ in range(9))
    last = somebody(household_id=new_id(), phone=first.phone)
    home = [replace(first, household_id=last.household_id), last]
    desk.contacts(*home, *others)
    event = desk.event(*home, *others)
    desk.work(event)

    desk.cancel(event)
    desk.plan_cancellation()

    assert len(desk.work(event)) == 9


def test_pages_that_come_after_a_cancellation_tell_nobody(desk: Desk) -> None:
    person, late, unknown = somebody(), somebody(), somebody()
    desk.contacts(person, late)
    event = desk.event(person)
    desk.cancel(event)

    desk.invite(event, late, unknown)
    desk.card(event, version=3)
    desk.contacts(unknown)
    desk.plan_cancellation()
    desk.close_stopped()

    assert desk.work(event) == []
    assert desk.state_of(event, person) == "stopped"
    assert desk.state_of(event, late) == "excluded event_cancelled"
    assert desk.state_of(event, unknown) == "excluded event_cancelled"


def test_a_cancellation_waits_for_pages_that_are_being_planned(desk: Desk) -> None:
    """Seen failing without turns: the page's send was made unseen, and ran on afterwards."""
    person, event = somebody(), new_id()
    desk.contacts(person)
    desk.card(event)
    cancelled = Thread(target=desk.cancel, args=(event,))
    with desk.transaction() as tx:
        message = issued(event, [person], 1, desk.now() + timedelta(hours=9))
        planning.plan_invitations(tx, message, now=desk.now())
        cancelled.start()
        cancelled.join(0.3)
        assert cancelled.is_alive()
    cancelled.join()

    assert desk.work(event) == []


def test_a_cancellation_that_comes_before_everything_else_is_obeyed(desk: Desk) -> None:
    person, event = somebody(), new_id()
    desk.cancel(event, version=2)
    desk.plan_cancellation()
    desk.card(event, version=1)
    desk.contacts(person)
    desk.invite(event, person)

    assert desk.work(event) == []
    assert desk.state_of(event, person) == "excluded event_cancelled"


@pytest.mark.parametrize("heard_first", ["the answer", "the offer that followed"])
def test_an_answer_that_is_heard_after_the_cancellation_has_its_person_told(
    desk: Desk, heard_first: str
) -> None:
    """
    He had the code from a friend of his household: the ledger alone would not know of him.

    Seen failing when the offer of a place overtook the answer, which was then an old one.
    """
    teller, quiet = somebody(), somebody()
    desk.contacts(teller, quiet)
    event = desk.event(teller)
    with desk.transaction() as tx:
        codes = [(quiet.member_id, code_of(quiet), None)]
        NotificationsStore(tx).put_codes(event, codes)
    desk.work(event)
    desk.cancel(event)
    desk.plan_cancellation()
    assert len(desk.work(event)) == 1

    if heard_first != "the answer":
        desk.offer(event, quiet, version=2)
    desk.answer(event, quiet, version=1, place="waiting")
    desk.answer(event, teller, version=1, place="confirmed")
    desk.answer(event, teller, version=2, place="none", answer="no")

    assert addresses(desk.work(event)) == {quiet.phone: 1}


def test_the_same_cancellation_heard_twice_tells_once(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)

    for _ in range(2):
        with desk.transaction() as tx:
            planning.cancel(tx, EventCancelled(card=a_card(event, version=2)))
        desk.plan_cancellation()

    assert len(desk.work(event)) == 1


# --- Answers ---------------------------------------------------------------------------------


def test_each_confirmed_answer_is_confirmed_once(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)

    desk.answer(event, person, version=1, place="confirmed")
    desk.answer(event, person, version=1, place="confirmed")

    assert len(desk.work(event)) == 1


def test_an_older_answer_is_not_confirmed_after_a_newer_one(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)

    desk.answer(event, person, version=3, place="none", answer="no")
    desk.answer(event, person, version=2, place="confirmed")
    desk.offer(event, person, version=1)

    assert desk.work(event) == []


def test_a_confirmation_that_has_not_gone_is_withdrawn_with_the_answer(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)
    desk.answer(event, person, version=1, place="confirmed")

    desk.answer(event, person, version=2, place="none", answer="no")

    assert desk.work(event) == []
    assert desk.states(event, "confirmation") == {"stopped": 1}


def test_an_offer_that_is_over_is_not_told_any_more(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)
    desk.offer(event, person, version=2)

    desk.later(hours=25)

    assert desk.work(event) == []
    assert desk.states(event, "place_offered") == {"expired": 1}


# --- Providers -------------------------------------------------------------------------------


def test_what_is_refused_for_now_goes_out_later(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    answers = iter([NotSent("451"), NotSent("451"), domain.Accepted()])
    sender = desk.sender("sms", answer=lambda _: next(answers))

    assert desk.work(event, sender) == []
    desk.later(seconds=16)
    assert desk.work(event, sender) == []
    desk.later(seconds=16)
    assert desk.work(event, sender) == []
    desk.later(seconds=60)
    assert len(desk.work(event, sender)) == 1

    (row,) = desk.rows(event)
    assert (row["state"], row["attempts"], row["reason"]) == ("sent", 3, None)


def test_what_is_refused_for_now_waits_also_after_its_event_was_moved(desk: Desk) -> None:
    """Seen failing: due at the old start, it was tried again at once, without end."""
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.card(event, version=2, hours=500)
    desk.later(hours=100)
    tries = count()
    sender = desk.sender(
        "email", answer=lambda _: NotSent("451") if next(tries) < 3 else domain.Accepted()
    )

    assert desk.work(event, sender) == []
    assert next(tries) == 1
    desk.later(minutes=20)
    desk.sweep()

    assert len(desk.work(event)) == 1


def test_what_is_put_off_past_its_use_expires_then_and_not_later(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event)
    desk.offer(event, person, version=1)
    refuse = desk.sender("sms", answer=lambda _: NotSent("451"))
    for _ in range(5):
        desk.work(event, refuse)
        desk.later(minutes=61)
    desk.later(hours=18, minutes=45)
    desk.work(event, refuse)
    assert desk.states(event, "place_offered") == {"waiting": 1}

    desk.later(minutes=11)
    desk.work(event)

    assert desk.states(event, "place_offered") == {"expired": 1}


def test_what_is_refused_for_good_has_failed_with_the_reason(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)

    desk.work(event, desk.sender("email", answer=lambda _: Rejected("5.1.1")))
    desk.later(days=1)
    desk.sweep()

    assert desk.state_of(event, person) == "failed 5.1.1"
    assert desk.work(event) == []


def test_a_provider_that_takes_nothing_is_left_alone_for_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain, "FIRST_PAUSE_S", 0.2)
    people = [somebody() for _ in range(120)]
    desk.contacts(*people)
    event = desk.event(*people)
    tries = count()
    sender = desk.sender(
        "sms",
        answer=lambda _: Unavailable("no-connection") if next(tries) < 43 else domain.Accepted(),
    )

    while desk.states(event)["waiting"]:
        desk.work(event, sender)
        desk.later(seconds=2)

    assert sender.channel.windows[:5] == [40, 1, 1, 1, 1]  # type: ignore[attr-defined]  # an Outside
    assert desk.states(event) == {"sent": 120}


def test_a_provider_that_does_not_answer_is_not_given_the_whole_send(desk: Desk) -> None:
    """Seen failing: window by window, everybody's SMS was lost in the gap, without a pause."""
    people = [somebody() for _ in range(120)]
    desk.contacts(*people)
    event = desk.event(*people)
    sender = desk.sender("sms", answer=lambda _: Uncertain("no-reply"))

    desk.work(event, sender)

    assert desk.states(event) == {"uncertain": 40, "waiting": 80}
    assert sender.breaker.probing


def test_one_that_is_never_taken_does_not_keep_what_is_behind_its_batch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing: its sender tried it until the event began, and heard of no other batch."""
    monkeypatch.setattr(domain, "FIRST_PAUSE_S", 0.2)
    barred, good = by_email(), by_email()
    desk.contacts(barred, good)
    event = desk.event(barred, good)
    sender = desk.sender(
        "email",
        answer=lambda m: Unavailable("5.7.1") if m.address == barred.email else domain.Accepted(),
    )
    assert len(desk.work(event, sender)) == 1
    desk.later(seconds=2)
    (batch_id,) = desk.due(event, "email")

    at_work = Thread(target=desk.send, args=(sender, batch_id))
    at_work.start()
    at_work.join(5)
    left_it = not at_work.is_alive()
    desk.stop(event)
    at_work.join()

    assert left_it
    assert len(sender.channel.windows) == 2  # type: ignore[attr-defined]  # an Outside


def test_a_batch_whose_reference_is_in_a_long_queue_is_not_announced_again(desk: Desk) -> None:
    """Else a provider that is away for long fills the queue with references to the same rows."""
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    desk.work(event, desk.sender("sms", answer=lambda _: NotSent("451")))
    desk.later(seconds=20)
    assert len(desk.due(event, "sms")) == 1

    desk.later(minutes=10)
    desk.sweep()

    assert desk.due(event, "sms") == []


def test_one_that_cannot_be_written_does_not_keep_the_others(desk: Desk) -> None:
    """Seen failing: the whole window was left claimed, and uncertain four minutes later."""
    bad, good = by_email(email="not an address"), by_email()
    desk.contacts(bad, good)
    event = desk.event(bad, good)

    assert addresses(desk.work(event)) == {good.email: 1}

    assert desk.state_of(event, bad) == "failed bad-address"


def test_a_channel_that_breaks_leaves_only_what_it_did_not_tell_of_uncertain(desk: Desk) -> None:
    people = [somebody() for _ in range(3)]
    desk.contacts(*people)
    event = desk.event(*people)
    tries = count()

    def break_at_the_second(_: Outgoing) -> domain.Outcome:
        if next(tries) == 1:
            raise RuntimeError
        return domain.Accepted()

    (batch_id,) = desk.due(event, "sms")
    with pytest.raises(RuntimeError):
        desk.send(desk.sender("sms", answer=break_at_the_second), batch_id)

    assert desk.states(event) == {"sent": 1, "uncertain": 2}


# --- Senders that are lost, slow, or come back -----------------------------------------------


def test_an_sms_that_was_claimed_by_a_lost_sender_is_never_sent_again(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    desk.claim(event, desk.sms)

    desk.later(seconds=239)
    desk.sweep()
    assert desk.states(event) == {"claimed": 1}
    desk.later(seconds=2)
    desk.sweep()

    for _ in range(3):
        desk.later(hours=1)
        desk.sweep()
        assert desk.work(event) == []
    assert desk.states(event) == {"uncertain": 1}


def test_an_email_that_was_claimed_by_a_lost_sender_is_sent_once_more(desk: Desk) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    first = desk.claim(event, desk.email)
    desk.later(minutes=5)
    desk.sweep()
    desk.later(minutes=3)
    desk.sweep()

    second = desk.claim(event, desk.email)
    desk.later(minutes=5)
    desk.sweep()
    desk.later(minutes=5)
    desk.sweep()

    assert first.ready[0]["id"] == second.ready[0]["id"]
    assert desk.work(event) == []
    assert desk.states(event) == {"uncertain": 1}


@pytest.mark.parametrize(("begins_in_hours", "told"), [(0.1, 0), (500, 1)])
def test_an_uncertain_email_is_sent_again_until_its_event_begins_as_it_is_now(
    desk: Desk, begins_in_hours: float, told: int
) -> None:
    """Seen failing both ways: nobody was told, or what may have been sent was called expired."""
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    desk.card(event, version=2, hours=begins_in_hours)
    if told:
        desk.later(hours=100)
    desk.finish(desk.claim(event, desk.email), Uncertain("no-reply"))

    desk.later(minutes=10)
    desk.sweep()

    assert len(desk.work(event)) == told
    assert desk.states(event) == {"sent" if told else "uncertain": 1}


@pytest.mark.parametrize("put_back", [True, False])
def test_what_a_slow_sender_knows_replaces_what_was_assumed(desk: Desk, *, put_back: bool) -> None:
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    claim = desk.claim(event, desk.email)
    desk.later(minutes=5)
    desk.sweep()
    if put_back:
        desk.later(minutes=3)
        desk.sweep()
        assert desk.states(event) == {"waiting": 1}

    desk.finish(claim, domain.Accepted())

    assert desk.states(event) == {"sent": 1}
    assert desk.work(event) == []


@pytest.mark.parametrize("outcome", [NotSent("lease-over"), Uncertain("no-reply")])
def test_a_sender_that_comes_back_does_not_undo_another_s_claim(
    desk: Desk, outcome: domain.Outcome
) -> None:
    """Seen failing: put back to waiting, the row went out a second time while in hand."""
    person = by_email()
    desk.contacts(person)
    event = desk.event(person)
    zombie = desk.claim(event, desk.email)
    desk.later(minutes=5)
    desk.sweep()
    desk.later(minutes=3)
    desk.sweep()
    living = desk.claim(event, desk.email)

    desk.finish(zombie, outcome)
    assert desk.states(event) == {"claimed": 1}
    desk.finish(living, domain.Accepted())

    assert desk.states(event) == {"sent": 1}


def test_a_batch_that_was_left_with_rows_due_is_announced_again(desk: Desk) -> None:
    people = [somebody() for _ in range(60)]
    desk.contacts(*people)
    event = desk.event(*people)
    desk.finish(desk.claim(event, desk.sms), domain.Accepted())
    desk.sweep()
    assert desk.due(event, "sms") == []

    desk.later(seconds=31)
    desk.sweep()

    assert len(desk.work(event)) == 20
    assert desk.states(event) == {"sent": 60}


def test_a_batch_that_nobody_has_taken_is_not_announced_again(desk: Desk) -> None:
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    assert len(desk.due(event, "sms")) == 1

    desk.later(hours=1)
    desk.sweep()

    assert desk.due(event, "sms") == []


def test_a_batch_has_one_reference_at_a_time(desk: Desk) -> None:
    """Seen failing: each retry left one more reference behind than the last."""
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    refuse = desk.sender("sms", answer=lambda _: NotSent("451"))
    for attempt in range(1, 5):
        references = desk.due(event, "sms")
        assert len(references) == 1
        for batch_id in references * 3:
            desk.send(refuse, batch_id)
        desk.later(seconds=domain.retry_delay(attempt).total_seconds() + 1)
        desk.sweep()


def test_two_senders_on_one_batch_send_each_row_once(desk: Desk) -> None:
    people = [somebody() for _ in range(300)]
    desk.contacts(*people)
    event = desk.event(*people)
    (batch_id,) = desk.due(event, "sms")
    senders = [desk.sender("sms", window=10) for _ in range(4)]

    threads = [Thread(target=desk.send, args=(sender, batch_id)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.later(seconds=40)
    desk.sweep()
    desk.work(event)

    taken = [m for s in (*senders, desk.sms) for m in s.channel.taken]  # type: ignore[attr-defined]  # an Outside
    assert addresses(taken) == Counter(c.phone for c in people)


# --- Sums ------------------------------------------------------------------------------------


def test_totals_are_told_when_they_move_with_a_version_that_grows(desk: Desk) -> None:
    people = [somebody() for _ in range(5)]
    desk.contacts(*people)
    event = desk.event(*people)
    desk.settle()
    desk.settle()
    desk.work(event)
    desk.settle()

    told = desk.world.rows(
        "notifications",
        "select body from outbox where type = 'delivery.settled.v1'"
        " and body ->> 'event_id' = %s order by id",
        str(event),
    )
    assert [(row["body"]["version"], row["body"]["totals"]) for row in told] == [
        (1, {"waiting": 5}),
        (2, {"sent": 5}),
    ]


def test_totals_equal_the_ledger_at_every_moment_of_a_busy_send(desk: Desk) -> None:
    """P19, sampled while four senders, a settler and a stop work on it at once."""
    people = [somebody() for _ in range(400)] + a_household(3)
    desk.contacts(*people)
    event = desk.event(*people)
    (batch_id,) = desk.due(event, "sms")
    senders = [desk.sender("sms", window=5) for _ in range(4)]
    threads = [Thread(target=desk.send, args=(sender, batch_id)) for sender in senders]
    for thread in threads:
        thread.start()
    samples = 0
    while any(thread.is_alive() for thread in threads):
        desk.settle()
        progress = desk.progress(event)
        assert sum(progress.totals["sms"].values()) == 403
        assert progress.people == 403
        samples += 1
        if samples == 3:
            desk.stop(event)
    desk.close_stopped()

    assert samples >= 3
    assert desk.progress(event).totals["sms"] == desk.states(event)


def test_a_send_that_nobody_is_behind_is_settled_once_more_after_its_end(desk: Desk) -> None:
    """A claim that commits while totals are being told is told the next time."""
    person = somebody()
    desk.contacts(person)
    event = desk.event(person)
    (batch_id,) = desk.due(event, "sms")
    with desk.transaction() as tx:
        NotificationsStore(tx).take_batch(batch_id, desk.now())
        tx.execute(
            "update deliveries set state = 'sent' where send_id = %s",
            (domain.send_id(event, "invitation"),),
        )
        desk.settle()
        assert desk.progress(event).totals == {"sms": {"waiting": 1}}

    desk.settle()

    assert desk.progress(event).totals == {"sms": {"sent": 1}}


def test_the_ledger_and_its_totals_never_differ(desk: Desk) -> None:
    """Over everything that the tests of this module have done to it."""
    differing = desk.world.rows(
        "notifications",
        """
        select send_id, channel, state, reason, sum(rows) as rows, sum(people) as people
          from (select send_id, channel, state, reason, rows, people from totals
                union all
                select send_id, channel, state, reason, rows, people from movements
                union all
                select send_id, channel, state, reason_told(state, reason), -count(*),
                       -count(*) filter (where lead)
                  from deliveries group by 1, 2, 3, 4) as both_sides
         group by 1, 2, 3, 4
        having sum(rows) <> 0 or sum(people) <> 0
        """,
    )

    assert differing == []
