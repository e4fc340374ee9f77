"""From a published event to messages received: events, notifications, both senders, for real."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.members import Addressee, Contact, MemberContactChanged
from shared.db.database import connect
from shared.ids import new_id
from shared.messaging import outbox
from shared.testing.waiting import eventually
from tests.support.reckoning import id_of, reckon
from tests.support.scene import Scene
from tests.support.system import System, a_contact, addressed
from tests.support.world import World

NUMBERS = count(500_000)


@pytest.fixture(scope="module")
def scene(make_world: Callable[..., World]) -> Scene:
    return Scene(make_world(), SMS_WINDOW="50", EMAIL_WINDOW="100").start()


@pytest.fixture
def system(scene: Scene) -> Iterator[System]:
    yield scene.system
    scene.system.behave()


def people(number: int, **changes: Any) -> list[Contact]:
    """Make people nobody else has: a third by SMS, the others by e-mail."""
    return [a_contact(next(NUMBERS), **changes) for _ in range(number)]


def by_sms(number: int) -> list[Contact]:
    facts: dict[str, Any] = {"channels": ["sms"], "sms_consent": True, "email_consent": False}
    return people(number, email=None, **facts)


def by_email(number: int) -> list[Contact]:
    facts: dict[str, Any] = {"channels": ["email"], "sms_consent": False, "email_consent": True}
    return [
        a_contact(n, email=f"person{n}@members.example", **facts)
        for n in (next(NUMBERS) for _ in range(number))
    ]


def got(system: System, contact: Contact) -> list[dict[str, Any]]:
    """Give what a person's phone and inbox have."""
    return [
        message
        for channel, address in (("sms", contact.phone), ("email", contact.email))
        for message in system.received(channel)
        if message["recipient"] == address
    ]


def test_everybody_invited_is_told_once_or_it_is_said_why_not(system: System) -> None:
    contacts = people(40)
    (silent,) = people(1, channels=[], sms_consent=False, email_consent=False, email=None)
    system.announce_contacts([*contacts, silent])
    event = system.create_event()
    system.publish(event.card.event_id)
    refused = Addressee(member_id=new_id(), refused="minor")

    system.resolve(event.card.event_id, [*addressed([*contacts, silent]), refused])
    send = system.finished(event.card.event_id, people=42)

    assert send.totals["sms"]["sent"] + send.totals["email"]["sent"] == 40
    assert send.reasons == {"minor": 1, "no_consent": 1}
    for contact in contacts:
        assert len(got(system, contact)) == 1
    assert got(system, silent) == []


def test_people_who_share_a_number_get_one_sms_that_names_them_all(system: System) -> None:
    home, phone = new_id(), f"+2127{next(NUMBERS):08d}"
    shared: dict[str, Any] = {"phone": phone, "household_id": home, "language": "fr"}
    family = [
        a_contact(next(NUMBERS), **(shared | {"channels": ["sms"], "sms_consent": True, **more}))
        for more in ({"first_name": "Amina"}, {"first_name": "Idir"}, {"first_name": "Sara"})
    ]
    system.announce_contacts(family)

    event_id = system.invite(family)
    send = system.finished(event_id, people=3)

    assert send.totals == {"sms": {"sent": 1, "covered": 2}}
    (sms,) = [m for m in system.received("sms") if m["recipient"] == phone]
    assert all(contact.first_name in sms["text"] for contact in family)
    assert len(set(system.codes(event_id).values())) == 1


@pytest.mark.timeout(180)
def test_publishing_right_after_an_import_loses_nobody(system: System) -> None:
    """The contacts' queue is held back: everybody is invited twelve seconds before he is known."""
    contacts = people(60)
    later = datetime.now(UTC) + timedelta(seconds=12)
    with connect(system.world.dsn("members")) as tx:
        outbox.add_all(tx, [MemberContactChanged(contacts=contacts)], not_before=later)

    event_id = system.invite(contacts)

    def undecided() -> bool:
        send = system.send_of(event_id)
        return bool(send and send.totals == {"undecided": {"waiting": 60}} and not send.finished)

    eventually(undecided)
    send = system.finished(event_id, people=60)
    assert sum(by_state["sent"] for by_state in send.totals.values()) == 60
    assert reckon(system, event_id, people=60).adds_up


def test_an_answer_is_confirmed_and_a_freed_place_is_offered(system: System) -> None:
    first, second = by_email(2)
    system.announce_contacts([first, second])
    event_id = system.invite([first, second], capacity=1)
    system.finished(event_id, people=2)
    codes = system.codes(event_id)

    for contact in (first, second):
        system.answer(codes[contact.member_id], contact.member_id, "yes")
    eventually(lambda: len(got(system, first)) == 2)
    system.answer(codes[first.member_id], first.member_id, "no")
    eventually(lambda: len(got(system, second)) == 2)
    system.answer(codes[second.member_id], second.member_id, "yes")
    eventually(lambda: len(got(system, second)) == 3)

    links = {link for m in got(system, second) for link in m["links"] if "/i/" in link}
    assert len(links) == 1
    assert next(iter(links)).endswith(codes[second.member_id])
    kinds = system.world.rows(
        "notifications",
        "select kind, count(*) as rows from sends s join deliveries d on d.send_id = s.id"
        " where s.event_id = %s and d.state = 'sent' group by 1",
        event_id,
    )
    assert {row["kind"]: row["rows"] for row in kinds} == {
        "invitation": 2,
        "confirmation": 2,
        "place_offered": 1,
    }


def test_a_cancellation_reaches_whoever_was_told_once(system: System) -> None:
    contacts = people(30)
    (late,) = people(1)
    system.announce_contacts([*contacts, late])
    event_id = system.invite(contacts)
    system.finished(event_id, people=30)
    codes = system.codes(event_id)
    system.answer(codes[contacts[1].member_id], contacts[1].member_id, "yes")

    system.cancel(event_id)
    send = system.finished(event_id, people=30, kind="cancellation")

    assert sum(by_state["sent"] for by_state in send.totals.values()) == 30
    assert reckon(system, event_id, people=30, kind="cancellation").adds_up
    assert got(system, late) == []


@pytest.mark.timeout(180)
def test_what_is_refused_for_now_goes_out_later_and_what_is_refused_for_good_does_not(
    system: System,
) -> None:
    contacts = [*by_sms(30), *by_email(30)]
    system.announce_contacts(contacts)
    bad_phone, bad_inbox = contacts[0].phone, contacts[-1].email
    system.misbehave("sms", refuse_every=3, reject=f"^\\{bad_phone}$")
    system.misbehave("email", refuse_every=3, reject=f"^{bad_inbox}$")

    event_id = system.invite(contacts)
    eventually(lambda: _waiting(system, event_id) >= 15, within_s=60)
    system.misbehave("sms", reject=f"^\\{bad_phone}$")
    system.misbehave("email", reject=f"^{bad_inbox}$")
    send = system.finished(event_id, people=60)

    assert send.totals == {
        "sms": {"sent": 29, "failed": 1},
        "email": {"sent": 29, "failed": 1},
    }
    assert reckon(system, event_id, people=60).adds_up


def _waiting(system: System, event_id: UUID) -> int:
    """Count what was tried and put off."""
    query = "select count(*) from deliveries where event_id = %s and state = 'waiting'"
    return system.world.count("notifications", f"{query} and attempts > 0", event_id)


@pytest.mark.timeout(180)
def test_without_an_answer_an_sms_is_uncertain_and_an_email_goes_once_more(system: System) -> None:
    contacts = [*by_sms(10), *by_email(10)]
    system.announce_contacts(contacts)
    system.misbehave("sms", drop_next=3)
    system.misbehave("email", drop_next=3)

    event_id = system.invite(contacts)

    def over() -> bool:
        send = system.send_of(event_id)
        return bool(send and send.finished and send.totals["email"] == {"sent": 10})

    eventually(over, within_s=60, every_s=0.3)
    send = system.send_of(event_id)
    assert send is not None
    assert send.totals["sms"] == {"sent": 7, "uncertain": 3}
    account = reckon(system, event_id, people=20)
    assert account.adds_up
    assert account.doubled == {"email": 3}


@pytest.mark.timeout(240)
def test_while_the_outside_world_is_away_everything_waits_for_it(
    system: System, scene: Scene
) -> None:
    contacts = people(90)
    system.announce_contacts(contacts)
    scene.process("sandbox").kill()

    event_id = system.invite(contacts)
    senders = [scene.process(name) for name in ("notifications-sms", "notifications-email")]
    eventually(lambda: all(each.log_count("provider_unavailable") for each in senders))
    system.start("sandbox")
    send = system.finished(event_id, people=90)

    assert sum(by_state["sent"] for by_state in send.totals.values()) == 90
    assert reckon(system, event_id, people=90).adds_up


@pytest.mark.timeout(300)
def test_a_big_send_adds_up_at_every_look_and_nothing_urgent_waits_for_it(system: System) -> None:
    """A thousand people; among them some who opt out while it is under way."""
    (person,), many = by_email(1), people(1_000)
    system.announce_contacts([person, *many])
    small = system.invite([person])
    system.finished(small, people=1)
    system.misbehave("sms", delay_ms=20)
    system.misbehave("email", delay_ms=5)
    big = system.invite(many, capacity=1_000)
    eventually(lambda: _people(system, big) == 1_000, within_s=60)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(_watch, system, big, people=1_000)
        asked = time.monotonic()
        system.answer(system.codes(small)[person.member_id], person.member_id, "yes")
        eventually(lambda: len(got(system, person)) == 2, within_s=20)
        overtaking_took = time.monotonic() - asked
        silent = _who_wait_longest(system, big, 20)
        codes = system.codes(big)
        for member_id in silent:
            system.opt_out(codes[member_id], "sms", "email")
        looks = watching.result()

    assert overtaking_took < 5
    assert looks > 5
    send = system.finished(big, people=1_000)
    assert send.reasons == {"opted_out": 20}
    assert reckon(system, big, people=1_000).adds_up
    assert not _went(system, big, silent)


@pytest.mark.timeout(240)
def test_after_a_stop_no_new_message_starts(system: System) -> None:
    many = people(900)
    system.announce_contacts(many)
    system.misbehave("sms", delay_ms=100)
    system.misbehave("email", delay_ms=20)
    event_id = system.invite(many, capacity=900)
    eventually(lambda: len(_in_hand_or_gone(system, event_id)) > 150, within_s=60)

    system.stop(event_id)
    begun = _in_hand_or_gone(system, event_id)

    send = system.finished(event_id, people=900)
    gone = _in_hand_or_gone(system, event_id)
    assert gone <= begun
    account = reckon(system, event_id, people=900)
    assert account.adds_up, account
    assert sum(by_state["stopped"] for by_state in send.totals.values()) == 900 - len(gone)


def _people(system: System, event_id: UUID) -> int:
    send = system.send_of(event_id)
    return send.people if send else 0


def _watch(system: System, event_id: UUID, *, people: int) -> int:
    """Look at the sums every fifth of a second until the send is over; tell how often."""
    looks = 0
    while True:
        send = system.send_of(event_id)
        assert send is not None
        assert sum(n for by_state in send.totals.values() for n in by_state.values()) == people
        assert send.people == people
        looks += 1
        if send.finished:
            return looks
        time.sleep(0.2)


def _who_wait_longest(system: System, event_id: UUID, number: int) -> list[UUID]:
    """Name some whose turn is last."""
    rows = system.world.rows(
        "notifications",
        "select member_id from deliveries where event_id = %s and state = 'waiting'"
        " order by due_at desc, id desc limit %s",
        event_id,
        number,
    )
    return [row["member_id"] for row in rows]


def _in_hand_or_gone(system: System, event_id: UUID) -> set[UUID]:
    """Give the rows that a sender has begun."""
    rows = system.world.rows(
        "notifications",
        "select id from deliveries where event_id = %s and state in ('claimed', 'sent')",
        event_id,
    )
    return {row["id"] for row in rows}


def _went(system: System, event_id: UUID, members: list[UUID]) -> bool:
    rows = system.world.rows(
        "notifications",
        "select id from deliveries where event_id = %s and member_id = any(%s)",
        event_id,
        members,
    )
    gone = {id_of(entry["reference"]) for entry in system.accepted()}
    return any(row["id"] in gone for row in rows)
