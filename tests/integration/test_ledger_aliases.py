"""One person under several ids is told once, whatever came first: merge, plan or send."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest

from services.notifications.operations import planning
from shared.contracts.members import Contact, MemberMerged, MemberUnmerged, Merge, Unmerge
from shared.ids import new_id
from tests.support.desk import Desk
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

__all__ = ["a_world", "desk"]

pytestmark = pytest.mark.integration

VERSIONS = count(1)


def merge(desk: Desk, alias: Contact, person: Contact, *, version: int | None = None) -> int:
    """Hear that an id is another person's; gives the version of that."""
    version = version or next(VERSIONS)
    told = Merge(alias_id=alias.member_id, member_id=person.member_id, version=version)
    with desk.transaction() as tx:
        planning.keep_merges(tx, MemberMerged(merges=[told]))
    return version


def unmerge(desk: Desk, alias: Contact, *, version: int | None = None) -> None:
    told = Unmerge(alias_id=alias.member_id, version=version or next(VERSIONS))
    with desk.transaction() as tx:
        planning.keep_unmerges(tx, MemberUnmerged(unmerges=[told]))


def two(desk: Desk, **person: object) -> tuple[Contact, Contact]:
    """Make somebody who is on record twice, each time with another number."""
    pair = somebody(**person), somebody()
    desk.contacts(*pair)
    return pair


def whose(desk: Desk, alias: Contact) -> UUID | None:
    query = "select person_id from aliases where alias_id = %s"
    found: UUID | None = desk.world.rows("notifications", query, alias.member_id)[0]["person_id"]
    return found


# --- What is heard ---------------------------------------------------------------------------


def test_the_newest_word_counts_in_whatever_order_it_is_heard(desk: Desk) -> None:
    person, alias = two(desk)
    first, second, third = (next(VERSIONS) for _ in range(3))

    unmerge(desk, alias, version=second)
    merge(desk, alias, person, version=first)
    assert whose(desk, alias) is None

    merge(desk, alias, person, version=third)
    merge(desk, alias, person, version=third)
    unmerge(desk, alias, version=second)
    assert whose(desk, alias) == person.member_id


# --- Planning --------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False])
def test_who_is_invited_under_two_ids_is_told_once(desk: Desk, *, together: bool) -> None:
    person, alias = two(desk)
    merge(desk, alias, person)
    if together:
        event = desk.event(alias, person)
    else:
        event = desk.event(alias)
        desk.invite(event, person)

    assert addresses(desk.work(event)) == {person.phone: 1}
    assert desk.states(event) == {"sent": 1, "excluded": 1}
    assert desk.progress(event).reasons == {"same_person": 1}


def test_an_alias_is_told_as_the_person_is(desk: Desk) -> None:
    person, alias = two(desk, first_name="Amina", language="ar")
    merge(desk, alias, person)
    event = desk.event(alias)

    (message,) = desk.work(event)

    assert message.address == person.phone
    assert "Amina" in texts([message])[0]


def test_whoever_could_not_be_told_before_the_merge_is_told_after_it(desk: Desk) -> None:
    silent = somebody(channels=[], phone=None, sms_consent=False)
    person = somebody()
    desk.contacts(silent, person)
    event = desk.event(silent)
    merge(desk, silent, person)

    desk.invite(event, person)

    assert addresses(desk.work(event)) == {person.phone: 1}


def test_a_cancellation_is_told_once_to_whoever_had_two_invitations(desk: Desk) -> None:
    person, alias = two(desk)
    event = desk.event(person, alias)
    assert len(desk.work(event)) == 2
    merge(desk, alias, person)

    desk.cancel(event)
    desk.plan_cancellation()

    assert addresses(desk.work(event)) == {person.phone: 1}


# --- A merge while a send is running ---------------------------------------------------------


def test_two_who_wait_and_are_merged_are_told_once(desk: Desk) -> None:
    person, alias = two(desk)
    event = desk.event(person, alias)

    merge(desk, alias, person)

    assert addresses(desk.work(event)) == {person.phone: 1}
    assert desk.state_of(event, alias) == "excluded same_person"


def test_whoever_was_told_under_one_id_is_not_told_under_the_other(desk: Desk) -> None:
    person, alias = two(desk)
    event = desk.event(alias)
    assert len(desk.work(event)) == 1
    desk.invite(event, person)

    merge(desk, alias, person)

    assert desk.work(event) == []
    assert desk.state_of(event, person) == "excluded same_person"


def test_a_claim_that_is_being_sent_counts_as_told(desk: Desk) -> None:
    person, alias = two(desk)
    event = desk.event(alias)
    desk.claim(event, desk.sms)
    desk.invite(event, person)
    merge(desk, alias, person)

    assert desk.work(event) == []


def test_whoever_waits_on_two_channels_under_two_ids_is_told_on_one(desk: Desk) -> None:
    person, alias = by_email(), somebody()
    desk.contacts(person, alias)
    event = desk.event(person, alias)
    merge(desk, alias, person)

    assert addresses(desk.work(event)) == {person.email: 1}


def test_a_household_with_somebody_twice_gets_one_message_that_names_each_once(
    desk: Desk,
) -> None:
    for order in ((0, 1), (1, 0)):
        family = a_household(3)
        desk.contacts(*family)
        event = desk.event(*family)
        person, alias = family[order[0]], family[order[1]]
        merge(desk, alias, person)

        (message,) = desk.work(event)

        text = texts([message])[0]
        assert text.count(person.first_name) == 1
        assert alias.first_name not in text
        assert family[2].first_name in text


def test_undone_each_is_told_by_themselves_again(desk: Desk) -> None:
    person, alias = two(desk)
    merge(desk, alias, person)
    unmerge(desk, alias)
    event = desk.event(person, alias)

    assert addresses(desk.work(event)) == {person.phone: 1, alias.phone: 1}


# --- Silence ---------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("by_alias", [True, False])
def test_a_stop_under_one_id_holds_for_both(desk: Desk, *, before: bool, by_alias: bool) -> None:
    person, alias = two(desk)
    earlier = desk.event(person, alias)
    desk.work(earlier)
    if not before:
        merge(desk, alias, person)
    desk.opt_out(alias if by_alias else person, "sms")
    if before:
        merge(desk, alias, person)

    event = desk.event(person, alias)
    later = desk.event(alias)

    assert desk.work(event) == desk.work(later) == []


def test_a_contact_that_comes_while_its_alias_waits_decides_for_it(desk: Desk) -> None:
    person, alias = somebody(), somebody()
    merge(desk, alias, person)
    event = desk.event(alias)
    assert desk.work(event) == []

    desk.contacts(person)
    desk.join_undecided()

    assert addresses(desk.work(event)) == {person.phone: 1}


def test_a_withdrawn_consent_of_the_person_is_obeyed_for_the_alias(desk: Desk) -> None:
    person, alias = two(desk)
    event = desk.event(alias)
    merge(desk, alias, person)
    desk.contacts(changed(person, sms_consent=False, channels=[]))

    assert desk.work(event) == []
    assert desk.states(event) == {"excluded": 1}


def test_ids_that_nothing_is_known_of_break_nothing(desk: Desk) -> None:
    with desk.transaction() as tx:
        told = [Merge(alias_id=new_id(), member_id=new_id(), version=1) for _ in range(500)]
        planning.keep_merges(tx, MemberMerged(merges=told))
