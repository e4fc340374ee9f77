"""Why somebody was told, or was not: a row per person and channel, on a real database."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from services.notifications.domain import Accepted
from services.notifications.operations import explaining
from shared.contracts.members import Contact
from shared.contracts.notifications import FindNotices, Notice
from shared.errors import InvalidRequest
from shared.ids import new_id
from tests.support.desk import Desk
from tests.support.ledger import a_household, a_world, by_email, desk, somebody

__all__ = ["a_world", "desk"]


def ask(desk: Desk, event: UUID, *people: Contact) -> dict[UUID, list[Notice]]:
    ids = [contact.member_id for contact in people]
    told = explaining.notices(desk.db, FindNotices(event_id=event, member_ids=ids)).notices
    return {who: [one for one in told if one.member_id == who] for who in ids}


def test_each_person_has_a_line_that_says_what_happened_and_the_sums_add_up(desk: Desk) -> None:
    told, mute, both = somebody(), somebody(), by_email(channels=["sms", "email"], sms_consent=True)
    home, unknown = a_household(2), somebody()
    desk.contacts(told, mute, both, *home)
    everybody = [told, mute, both, *home, unknown]
    event = desk.event(*everybody)
    desk.opt_out(mute, "sms")
    desk.work(event)

    found = ask(desk, event, *everybody)
    (line,) = found[mute.member_id]
    assert (line.state, line.reason) == ("excluded", "opted_out")
    assert [one.channel for one in found[both.member_id]] == ["email", "sms"]
    assert [one.shared for c in home for one in found[c.member_id]].count(True) == 1
    assert {one.state for c in home for one in found[c.member_id]} == {"sent"}
    (waits,) = found[unknown.member_id]
    assert (waits.state, waits.channel) == ("waiting", "undecided")
    lines = Counter(one.channel for each in found.values() for one in each)
    totals = desk.progress(event).totals
    assert lines == {channel: sum(states.values()) for channel, states in totals.items()}


def test_what_was_on_its_way_at_a_stop_is_told_apart(desk: Desk) -> None:
    gone, left = somebody(), somebody()
    desk.contacts(gone)
    event = desk.event(gone)
    claim = desk.claim(event, desk.sms)
    desk.contacts(left)
    desk.invite(event, left)
    desk.stop(event)
    desk.later(seconds=1)
    desk.finish(claim, Accepted())
    desk.close_stopped()

    found = ask(desk, event, gone, left)
    assert [(one.state, one.in_gap) for one in found[gone.member_id]] == [("sent", True)]
    assert [(one.state, one.in_gap) for one in found[left.member_id]] == [("stopped", False)]


def test_more_than_five_hundred_at_once_are_not_answered(desk: Desk) -> None:
    with pytest.raises(InvalidRequest):
        explaining.notices(
            desk.db, FindNotices(event_id=new_id(), member_ids=[new_id() for _ in range(501)])
        )
