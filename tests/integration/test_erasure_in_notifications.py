"""Erasing people in notifications: before, during and after a send, in any order of messages."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from cryptography.fernet import Fernet

from services.notifications.domain import NotSent, Uncertain
from services.notifications.operations import erasing, planning
from shared.contracts.members import Contact, MemberContactChanged, MemberErased
from shared.testing.waiting import eventually
from tests.support.desk import KEY, Desk
from tests.support.ledger import (
    a_household,
    a_world,
    addresses,
    by_email,
    changed,
    desk,
    somebody,
    texts,
)
from tests.support.world import World

__all__ = ["a_world", "desk"]

pytestmark = pytest.mark.integration

PARKING_KEY = Fernet.generate_key().decode()


def erase(desk: Desk, *people: Contact) -> None:
    message = MemberErased(member_ids=[p.member_id for p in people])
    with desk.transaction() as tx:
        erasing.erase(tx, message, key=KEY, parking_key=PARKING_KEY, now=desk.now())


def rows(desk: Desk, query: str, *arguments: Any) -> list[dict[str, Any]]:
    return desk.world.rows("notifications", query, *arguments)


def held(desk: Desk, person: Contact) -> int:
    return sum(
        len(rows(desk, f"select 1 from {table} where member_id = %s", person.member_id))
        for table in ("contacts", "codes")
    )


def assert_sums_are_true(desk: Desk, event: Any) -> None:
    progress = desk.progress(event)
    counted = sum(sum(states.values()) for states in progress.totals.values())
    assert counted == len(desk.rows(event))


def test_nobody_erased_before_the_send_is_told_and_everybody_else_is(desk: Desk) -> None:
    gone, stays = somebody(), somebody()
    desk.contacts(gone, stays)
    event = desk.event(gone, stays)

    erase(desk, gone)
    went = desk.work(event)

    assert list(addresses(went)) == [stays.phone]
    assert held(desk, gone) == 0
    assert desk.state_of(event, gone) == "excluded erased"
    assert_sums_are_true(desk, event)
    assert desk.progress(event).finished


def test_erasing_twice_changes_nothing_and_is_confirmed_each_time(desk: Desk) -> None:
    gone = somebody()
    desk.contacts(gone)
    event = desk.event(gone)

    erase(desk, gone)
    erase(desk, gone)

    query = "select body from outbox where type = 'erasure.confirmed.v1' and body::text like %s"
    assert len(rows(desk, query, f"%{gone.member_id}%")) == 2
    assert_sums_are_true(desk, event)


def test_a_contact_that_comes_after_the_erasure_is_refused(desk: Desk) -> None:
    gone, stays = somebody(), somebody()
    desk.contacts(gone)

    erase(desk, gone)
    desk.contacts(changed(gone, first_name="Again"), stays)

    assert held(desk, gone) == 0
    assert held(desk, stays) == 1


def test_an_erasure_that_comes_before_anything_else_holds(desk: Desk) -> None:
    gone = somebody()

    erase(desk, gone)
    event = desk.event(gone)
    desk.contacts(gone)

    assert desk.work(event) == []
    assert held(desk, gone) == 0
    assert desk.state_of(event, gone) == "excluded erased"


def test_what_a_sender_has_in_hand_is_written_down_and_never_taken_up_again(desk: Desk) -> None:
    gone = somebody()
    desk.contacts(gone)
    event = desk.event(gone)
    claim = desk.claim(event, desk.sms)

    erase(desk, gone)
    desk.finish(claim, NotSent("throttled"))
    desk.later(hours=1)
    desk.sweep()

    assert desk.work(event) == []
    assert desk.state_of(event, gone) == "excluded erased"
    assert_sums_are_true(desk, event)


def test_an_uncertain_mail_is_not_sent_again_to_the_erased(desk: Desk) -> None:
    gone = by_email()
    desk.contacts(gone)
    event = desk.event(gone)
    claim = desk.claim(event, desk.email)
    desk.finish(claim, Uncertain("connection-lost"))

    erase(desk, gone)
    desk.later(hours=1)
    desk.sweep()

    assert desk.work(event) == []
    assert_sums_are_true(desk, event)


def test_whoever_was_to_be_told_with_the_erased_is_told(desk: Desk) -> None:
    people = a_household(3)
    desk.contacts(*people)
    event = desk.event(*people)

    erase(desk, people[0])
    went = desk.work(event)

    assert list(addresses(went)) == [people[1].phone]
    (text,) = texts(went)
    assert people[0].first_name not in text
    assert people[1].first_name in text
    assert people[2].first_name in text
    assert_sums_are_true(desk, event)


def test_a_whole_household_is_erased_at_once(desk: Desk) -> None:
    people = a_household(2)
    desk.contacts(*people)
    event = desk.event(*people)

    erase(desk, *people)

    assert desk.work(event) == []
    assert desk.states(event) == {"excluded": 2}


def test_the_address_stays_silent_for_a_sheet_that_brings_it_again(desk: Desk) -> None:
    gone = somebody()
    desk.contacts(gone)
    erase(desk, gone)

    again = somebody(phone=gone.phone)
    desk.contacts(again)
    event = desk.event(again)

    assert desk.work(event) == []
    assert desk.state_of(event, again) == "excluded opted_out"


def test_a_shared_number_does_not_fall_silent_for_the_others(desk: Desk) -> None:
    people = a_household(2)
    desk.contacts(*people)
    erase(desk, people[0])

    event = desk.event(people[1])

    assert list(addresses(desk.work(event))) == [people[1].phone]


def test_the_erased_are_not_told_of_a_cancellation(desk: Desk) -> None:
    gone, stays = somebody(), somebody()
    desk.contacts(gone, stays)
    event = desk.event(gone, stays)
    desk.work(event)

    erase(desk, gone)
    desk.cancel(event)
    desk.plan_cancellation()
    went = desk.work(event)

    assert list(addresses(went)) == [stays.phone]


def test_a_contact_that_is_being_kept_is_waited_for(desk: Desk) -> None:
    """Heard before the erasure, written after it: the erasure waits for whoever is writing."""
    gone = somebody()
    with desk.transaction() as tx:
        planning.keep_contacts(tx, MemberContactChanged(contacts=[gone]), key=KEY, now=desk.now())
        erasure = Thread(target=erase, args=(desk, gone))
        erasure.start()
        eventually(
            lambda: rows(desk, "select 1 from pg_locks where locktype = 'advisory' and not granted")
        )
    erasure.join()

    assert held(desk, gone) == 0


def test_every_table_that_names_a_person_is_known(a_world: World) -> None:
    named = {
        row["table_name"]
        for row in a_world.rows(
            "notifications",
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name in ('person_id', 'member_id')",
        )
    }

    assert named == {
        *("contacts", "codes"),  # taken out
        *("deliveries", "deliveries_default", "rsvp_versions", "erased", "aliases"),  # bare ids
    }
