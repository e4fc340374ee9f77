"""Convening a body on a real database: its notice, who is in mandate, its quorum at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from services.events import errors
from services.events.errors import assemblies as refused
from services.events.operations import (
    assemblies,
    door,
    erasing,
    inviting,
    later,
    organising,
    proxies,
    repeating,
    rescheduling,
)
from services.events.store.retention import queries as retention
from shared.contracts.events import (
    ChangeSeries,
    CopyEvent,
    FindGuests,
    PublishEvent,
    PublishLater,
    RepeatEvent,
)
from shared.contracts.events.assemblies import Convene, TakeRoll
from shared.contracts.events.proxies import NoteProxy
from shared.contracts.members import MemberErased, MemberMerged, Merge
from shared.contracts.members.statutes import Share
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.convened import AGENDA, COUNCIL, Assembly, convened
from tests.support.hall import HOLD, KEY, STAFF

__all__ = ["convened"]

ZONE = ZoneInfo("Africa/Casablanca")
PARKING_KEY = Fernet.generate_key().decode()
Make = Callable[..., Assembly]


def take_roll(here: Assembly) -> None:
    wish = TakeRoll(command_id=new_id(), event_id=here.event_id)
    assemblies.take_roll(here.db, wish, by=STAFF, now=here.now())


def take_rolls_of_today(here: Assembly) -> None:
    while assemblies.take_rolls_of_today(here.db, now=here.now()):
        pass


def test_a_body_is_convened_in_time_and_asked_for_by_its_day(convened: Make) -> None:
    here = convened()
    before = here.put()
    shown = here.convene()

    day = datetime.fromisoformat(here.form.starts_at).date().isoformat()
    asked = here.announced("audience.requested.v1")
    assert {(one["mandated"]["body"], one["mandated"]["on"]) for one in asked} == {("council", day)}
    assert all(one["within"] is None for one in asked)
    assert len({one["wave_id"] for one in asked}) == 2  # the convocation, and the roll
    assert asked[0]["asked_by"] == str(STAFF), "whoever convenes does not release it"
    assert (before.event_state, shown.event_state) == ("draft", "published")
    assert (shown.late, shown.late_reason) == (False, "")
    assert shown.convene_until == before.convene_until
    assert shown.roll
    assert (shown.roll.asking, shown.roll.members) == (True, None)
    [published] = here.announced("event.published.v1")
    assert published["card"]["assembly"]["agenda"] == AGENDA
    assert published["card"]["assembly"]["names"]["ar"] == "المجلس"


def test_too_late_it_is_refused_and_goes_with_a_reason_that_the_audit_keeps(
    convened: Make,
) -> None:
    here = convened(days=10)
    here.put()

    with pytest.raises(refused.NoticeTooShort) as late:
        here.convene()
    shown = here.convene(reason="Urgence : décision du tribunal")

    until = datetime.now(ZONE).date() - timedelta(days=6)
    assert late.value.detail == {"days": 15, "until": until.isoformat()}
    assert shown.late_reason == "Urgence : décision du tribunal"
    query = "select action, detail from audit where subject_id = %s and action like %s"
    assert here.rows(query, here.event_id, "%convene%") == [
        {"action": "event.convene-late", "detail": "Urgence : décision du tribunal"}
    ]


def test_a_reason_that_was_not_needed_is_not_kept(convened: Make) -> None:
    here = convened()
    here.put()

    assert here.convene(reason="not needed").late_reason == ""


def test_convening_again_under_the_same_id_changes_nothing(convened: Make) -> None:
    here = convened()
    here.put()
    command = Convene(command_id=new_id(), event_id=here.event_id)

    first, again = (
        assemblies.convene(here.db, command, by=STAFF, now=here.now()) for _ in range(2)
    )

    assert first == again
    assert len(here.announced("audience.requested.v1")) == 2


def test_what_is_missing_is_said_before_anybody_is_convened(convened: Make) -> None:
    here = convened()
    with pytest.raises(refused.BodyMissing):
        here.convene()
    here.put(agenda={})
    with pytest.raises(refused.AgendaMissing):
        here.convene()
    here.put()
    with within(Limits(regions=["MA-01"])), pytest.raises(refused.BodyBeyondRights):
        here.convene()

    assert here.announced("audience.requested.v1") == []


def test_a_body_is_not_invited_past_its_notice_like_any_audience(convened: Make) -> None:
    here = convened(days=2)
    request = PublishLater(
        command_id=new_id(),
        event_id=here.event_id,
        audience_id=new_id(),
        publish_at=(datetime.now(ZONE) + timedelta(hours=1)).replace(tzinfo=None).isoformat(),
    )
    later.publish_later(here.db, request, by=STAFF, now=here.now())
    here.put()

    assert organising.event(here.db, here.event_id).publish_at is None
    with pytest.raises(refused.ConveneInstead):
        later.publish_later(
            here.db, replace(request, command_id=new_id()), by=STAFF, now=here.now()
        )
    with pytest.raises(refused.ConveneInstead):
        organising.publish_event(
            here.db,
            PublishEvent(command_id=new_id(), event_id=here.event_id, audience_id=new_id()),
            by=STAFF,
            now=here.now(),
        )


def test_what_a_body_was_convened_about_stays(convened: Make) -> None:
    here = convened()
    here.convened(3)

    with pytest.raises(refused.AlreadyConvened):
        here.put()
    with pytest.raises(refused.StaysAnAssembly):
        here.change(type="forum")


def test_another_day_needs_the_notice_again_and_another_hour_does_not(convened: Make) -> None:
    here = convened()
    here.convened(3)
    start = datetime.fromisoformat(here.form.starts_at)
    first = here.roll()

    soon = start - timedelta(days=20)
    with pytest.raises(refused.NoticeTooShort):
        here.change(starts_at=soon.isoformat(), ends_at=(soon + timedelta(hours=3)).isoformat())
    assert here.roll() == first
    later_on = start + timedelta(days=3)
    here.change(starts_at=later_on.isoformat(), ends_at=(later_on + timedelta(hours=3)).isoformat())

    assert here.roll() != first
    roll = here.view().roll
    assert roll
    assert roll.on == later_on.date()
    said = here.announced("audience.requested.v1")[2:]
    assert {one["mandated"]["on"] for one in said} == {later_on.date().isoformat()}
    query = "select id, number from waves where event_id = %s order by number"
    [_, again] = here.rows(query, here.event_id)
    assert again["number"] == 2
    asked_by = {one["wave_id"]: one["asked_by"] for one in said}
    assert asked_by == {str(here.roll()): None, str(again["id"]): str(STAFF)}


def test_another_rule_of_its_series_keeps_the_notice_and_convenes_who_is_in_mandate_then(
    convened: Make,
) -> None:
    here = convened(days=30)
    here.convened(3)
    start = datetime.fromisoformat(here.form.starts_at)
    repeat = RepeatEvent(command_id=new_id(), event_id=here.event_id, rule="FREQ=MONTHLY")
    repeating.repeat_event(here.db, repeat, by=STAFF, now=here.now())

    def move(to: datetime) -> None:
        wish = ChangeSeries(
            command_id=new_id(),
            event_id=here.event_id,
            rule="FREQ=MONTHLY",
            starts_at=to.isoformat(),
        )
        rescheduling.change_series(here.db, wish, by=STAFF, hold=HOLD, now=here.now())

    with pytest.raises(refused.NoticeTooShort):
        move(start - timedelta(days=27))
    asked = len(here.announced("audience.requested.v1"))
    move(start - timedelta(days=5))

    day = (start - timedelta(days=5)).date().isoformat()
    anew = here.announced("audience.requested.v1")[asked:]
    assert [one["mandated"]["on"] for one in anew] == [day, day], "a roll, and whoever is new"
    assert [one["invites"] for one in anew] == [False, True]
    assert here.view().card.starts_at.astimezone(ZONE).date().isoformat() == day


def test_the_quorum_counts_members_in_mandate_who_are_in_and_nobody_else(
    convened: Make,
) -> None:
    here = convened()
    members = here.convened(6)
    here.begin()

    before = here.standing()
    here.scan(*members[:2], members[0])
    two = here.standing()
    here.scan(members[2])
    here.scan(members[0], out=True)
    moved = here.standing()
    here.scan(members[0])

    assert (before.members, before.present, before.needed, before.missing) == (6, 0, 3, 3)
    assert (two.present, two.missing, two.reached) == (2, 1, False)
    assert (moved.present, moved.reached) == (2, False)
    assert (here.standing().present, here.standing().reached) == (3, True)


def test_whoever_came_without_a_mandate_is_not_counted(convened: Make) -> None:
    here = convened()
    members = here.convened(4)
    here.begin()
    here.scan(*members)
    take_roll(here)
    here.hear_roll([members[0], new_id()])

    standing = here.standing()

    assert (standing.members, standing.present) == (2, 1)


def test_somebody_with_two_ids_is_one_member_and_counted_once(convened: Make) -> None:
    here = convened()
    members = here.convened(4)
    merged = MemberMerged(merges=[Merge(alias_id=members[1], member_id=members[0], version=1)])
    with here.db.transaction() as tx:
        inviting.keep_merges(tx, merged)
    here.begin()

    here.scan(members[1])
    once = here.standing()
    here.scan(members[0])

    assert (once.members, once.present) == (3, 1)
    assert here.standing().present == 1


def test_a_roll_counts_once_all_of_it_was_heard_in_whatever_order(convened: Make) -> None:
    here = convened()
    here.put()
    here.convene()
    people = [new_id() for _ in range(3)]
    here.hear_roll(people[:2], people[2:])
    first = here.roll()
    take_roll(here)
    waiting = here.view()
    here.hear_roll(people[:1])
    here.hear_roll(people[:2], people[2:], roll=first)  # heard before: nothing changes

    assert waiting.roll
    assert (waiting.roll.asking, waiting.roll.members) == (True, 3)
    assert here.standing().members == 1
    held = here.rows("select count(*) from roll_members where event_id = %s", here.event_id)
    assert held[0]["count"] == 1


def test_the_roll_is_taken_anew_on_the_day_and_once(convened: Make) -> None:
    here = convened()
    here.convened(3)
    here.rows(
        "update rolls set asked_at = now() - interval '2 d' where event_id = %s", here.event_id
    )
    before = here.roll()

    take_rolls_of_today(here)
    on_another_day = here.roll()
    here.begin()
    take_rolls_of_today(here)

    assert on_another_day == before
    assert here.roll() != before
    asked = here.rows("select count(*) from rolls where event_id = %s", here.event_id)
    assert asked[0]["count"] == 2


def test_members_in_mandate_are_on_the_list_at_the_door_whatever_they_answered(
    convened: Make,
) -> None:
    here = convened()
    members = here.convened(3)
    late = new_id()
    take_roll(here)
    here.hear_roll([*members, late])
    here.begin()

    listed = door.guests(
        here.db, FindGuests(event_id=here.event_id), key=KEY, now=here.now()
    ).guests
    here.scan(late)

    assert {guest.member_id for guest in listed} == {*members, late}
    assert here.standing().present == 1


def test_whoever_answered_under_another_id_of_theirs_has_one_line_at_the_door(
    convened: Make,
) -> None:
    here = convened()
    alias, person = here.convened(2)
    store_answer(here, alias)
    merged = MemberMerged(merges=[Merge(alias_id=alias, member_id=person, version=1)])
    with here.db.transaction() as tx:
        inviting.keep_merges(tx, merged)
    here.begin()
    here.scan(alias)

    [line] = door.guests(
        here.db, FindGuests(event_id=here.event_id), key=KEY, now=here.now()
    ).guests

    assert (line.member_id, line.place) == (person, "confirmed")
    assert line.came_at is not None


def store_answer(here: Assembly, member: UUID) -> None:
    here.rows(
        "insert into rsvps (event_id, member_id, answer, place, source, asked, answered_at)"
        " values (%s, %s, 'yes', 'confirmed', 'link', nextval('asking'), now())",
        here.event_id,
        member,
    )


def test_whoever_is_erased_is_no_member_of_what_is_to_come(convened: Make) -> None:
    ahead, over = convened(), convened()
    people = ahead.convened(3)
    over.put()
    over.convene()
    over.hear_roll(people)
    over.rows(
        "update events set starts_at = now() - interval '9 h', ends_at = now() - interval '5 h'"
        " where id = %s",
        over.event_id,
    )
    with ahead.db.transaction() as tx:
        erasing.erase(
            tx,
            MemberErased(member_ids=[people[0]]),
            parking_key=PARKING_KEY,
            hold=HOLD,
            now=ahead.now(),
        )

    assert ahead.standing().members == 2
    assert over.standing().members == 3


def test_only_an_assembly_convenes(convened: Make) -> None:
    here = convened()
    here.change(type="forum")

    with pytest.raises(refused.NotAnAssembly):
        here.put()
    with pytest.raises(refused.NotConvened):
        assemblies.quorum(here.db, here.event_id)
    with pytest.raises(errors.UnknownEvent):
        assemblies.assembly(here.db, new_id(), now=here.now())


def test_more_than_half_of_an_even_body_is_one_more(convened: Make) -> None:
    here = convened()
    members = here.convened(4, quorum=Share(part=1, of=2, more_than=True))
    here.begin()
    here.scan(*members[:2])

    assert (here.standing().needed, here.standing().reached) == (3, False)
    assert COUNCIL.statutes.quorum == Share(part=1, of=2)


def test_the_quorum_that_was_counted_stays_when_the_time_of_answers_is_over(
    convened: Make,
) -> None:
    here = convened()
    giver, holder, *_ = here.convened(4)
    request = NoteProxy(
        command_id=new_id(), event_id=here.event_id, member_id=giver, holder_id=holder
    )
    proxies.note_proxy(here.db, request, by=STAFF, now=here.now())
    here.begin()
    here.scan(holder)
    here.rows("update events set ends_at = now() where id = %s", here.event_id)

    left = "select from roll_members where event_id = %s"
    while here.rows(left, here.event_id):
        with here.db.transaction() as tx:
            retention.answers(tx, before=here.now(), limit=2)

    standing = here.standing()
    assert (standing.members, standing.present, standing.by_proxy) == (4, 1, 1)


def test_a_copy_convenes_the_same_body_about_the_same(convened: Make) -> None:
    here = convened()
    here.put()
    here.convene()
    start = datetime.fromisoformat(here.form.starts_at) + timedelta(days=90)
    wish = CopyEvent(command_id=new_id(), event_id=here.event_id, starts_at=start.isoformat())

    copy = later.copy_event(here.db, wish, by=STAFF, now=here.now())

    assert copy.state == "draft"
    assert copy.card.assembly
    assert (copy.card.assembly.body, copy.card.assembly.agenda) == ("council", AGENDA)
    assert copy.card.assembly.convocation == 1
    query = "select first_id, late_reason from assemblies where event_id = %s"
    [kept] = here.rows(query, copy.card.event_id)
    assert kept["first_id"] is None
