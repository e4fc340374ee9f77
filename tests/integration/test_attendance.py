"""Who is expected, page by page, once each; and that taking them out is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.events import errors
from services.events.domain.seats import Standing, Wish
from services.events.operations import attendance, checking_in, inviting
from services.events.store import EventsStore
from shared.contracts.events import (
    AttendancePage,
    EventRef,
    FeedbackSummary,
    FeedbackWords,
    FindAttendance,
    FindFeedbackWords,
)
from shared.contracts.members import MemberMerged, Merge
from shared.ids import new_id
from tests.support.hall import STAFF, Hall, hall

__all__ = ["hall"]
pytestmark = pytest.mark.integration


def page(here: Hall, **wish: object) -> AttendancePage:
    asked = FindAttendance(event_id=here.event_id, **wish)  # type: ignore[arg-type]
    return attendance.attendance(here.db, asked, by=STAFF)


def test_the_sheet_has_who_has_a_place_and_the_answers_have_everybody(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=4, capacity=1)
    one, two, three, _ = here.people
    here.answer(one, "yes")
    here.answer(two, "yes")
    here.answer(three, "no")

    assert [row.member_id for row in page(here, only_coming=True).rows] == [one]
    said = {row.member_id: (row.answer, row.place) for row in page(here).rows}
    assert said == {one: ("yes", "confirmed"), two: ("yes", "waiting"), three: ("no", "none")}


def test_more_than_500_are_on_several_pages_each_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=1100, capacity=1100)
    stands = Standing(place="confirmed")
    with here.db.transaction() as tx:
        for person in here.people:
            EventsStore(tx).put_answer(
                here.event_id, person, Wish(answer="yes"), stands=stands, now=here.now()
            )
    seen: list[UUID] = []
    after = None
    while True:
        found = page(here, only_coming=True, after=after)
        assert len(found.rows) <= 500
        seen += [row.member_id for row in found.rows]
        if (after := found.next) is None:
            break

    assert sorted(seen) == sorted(here.people)


def test_whoever_is_two_records_is_on_the_sheet_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=2, capacity=9)
    person, alias = here.people
    here.answer(person, "yes")
    here.answer(alias, "no")
    with here.db.transaction() as tx:
        merged = Merge(alias_id=alias, member_id=person, version=1)
        inviting.keep_merges(tx, MemberMerged(merges=[merged]))

    assert [row.member_id for row in page(here).rows] == [person]


def test_what_leaves_the_house_is_written_down_once(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)
    page(here)
    page(here, taken_out="answers-taken-out")
    page(here, taken_out="answers-taken-out", after=new_id())

    query = "select action from audit where subject_id = %s and action like '%%taken-out'"
    assert here.rows(query, here.event_id) == [{"action": "answers-taken-out"}]


def test_an_event_that_is_not_there_has_no_sheet(hall: Callable[..., Hall]) -> None:
    here = hall(people=1)

    with pytest.raises(errors.UnknownEvent):
        attendance.attendance(here.db, FindAttendance(event_id=new_id()), by=STAFF)


def test_of_few_people_no_sums_are_told(hall: Callable[..., Hall]) -> None:
    here = hall(people=6)
    put = (
        "insert into feedback (event_id, member_id, came, rating, again, given_at)"
        " values (%s, %s, true, %s, 'yes', now())"
    )
    for person in here.people[:4]:
        here.rows(put, here.event_id, person, 4)
    few = attendance.feedback_summary(here.db, here.event_id)
    here.rows(put, here.event_id, here.people[4], 5)
    enough = attendance.feedback_summary(here.db, here.event_id)

    assert few == FeedbackSummary(given=4)
    assert enough.given == 5
    assert enough.ratings == {"1": 0, "2": 0, "3": 0, "4": 4, "5": 1}
    assert enough.again == {"yes": 5, "maybe": 0, "no": 0}


def say(here: Hall, person: UUID, words: str) -> None:
    put = (
        "insert into feedback (event_id, member_id, came, rating, again, words, given_at)"
        " values (%s, %s, true, 4, 'yes', %s, now())"
    )
    here.rows(put, here.event_id, person, words)


def words_of(here: Hall, **wish: Any) -> FeedbackWords:
    request = FindFeedbackWords(event_id=here.event_id, **wish)
    return attendance.feedback_words(here.db, request)


def test_what_people_wrote_is_told_from_five_on_without_who_or_when(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=70)
    for person in here.people[:4]:
        say(here, person, "Merci")
    few = words_of(here)
    for number, person in enumerate(here.people[4:]):
        say(here, person, f"Une idée {number}" if number % 2 else "")

    first = words_of(here)

    assert few == FeedbackWords(said=[], people=0)
    assert first.people == 4 + 33
    assert len(first.said) == 34
    assert {one.words: one.people for one in first.said}["Merci"] == 4
    assert [one.words for one in first.said] != sorted(one.words for one in first.said)
    assert words_of(here) == first


def test_pages_of_words_leave_nothing_out(hall: Callable[..., Hall]) -> None:
    here = hall(people=120)
    for number, person in enumerate(here.people):
        say(here, person, f"Une idée {number}")

    pages = [words_of(here)]
    while (following := pages[-1].next) is not None:
        pages.append(words_of(here, after=following))

    found = [one.words for page in pages for one in page.said]
    assert [len(page.said) for page in pages] == [50, 50, 20]
    assert sorted(found) == sorted(f"Une idée {number}" for number in range(120))


def test_whoever_came_is_among_the_answers_also_without_one(hall: Callable[..., Hall]) -> None:
    here = hall(people=3)
    answered, walk_in, back_out = here.people
    here.answer(answered, "yes")
    put = (
        "insert into check_ins (event_id, member_id, scan_id, at)"
        " values (%s, %s, case when %s then gen_random_uuid() end, case when %s then now() end)"
    )
    for person, came in ((answered, True), (walk_in, True), (back_out, False)):
        here.rows(put, here.event_id, person, came, came)

    found = page(here)

    assert [(row.member_id, row.came_at is not None) for row in found.rows] == [(answered, True)]
    assert [came.member_id for came in found.unannounced] == [walk_in]
    assert [row.member_id for row in page(here, only_coming=True).rows] == [answered]


def came(here: Hall, *people: UUID) -> None:
    put = "insert into check_ins (event_id, member_id, scan_id, at) values (%s, %s, %s, now())"
    for person in people:
        here.rows(put, here.event_id, person, new_id())


def merge(here: Hall, person: UUID, *aliases: UUID) -> None:
    with here.db.transaction() as tx:
        merges = [Merge(alias_id=alias, member_id=person, version=1) for alias in aliases]
        inviting.keep_merges(tx, MemberMerged(merges=merges))


def test_who_walked_in_as_somebody_else_and_was_merged_has_come(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    invited, silent = here.people
    here.answer(invited, "yes")
    walked_in, another = new_id(), new_id()
    came(here, walked_in, another)
    merge(here, invited, walked_in)
    merge(here, silent, another)

    found = page(here)

    [row] = found.rows
    assert (row.member_id, row.answer, row.came_at is not None) == (invited, "yes", True)
    assert [arrival.member_id for arrival in found.unannounced] == [another]


def test_what_was_answered_under_the_other_id_stands_beside_who_came(
    hall: Callable[..., Hall],
) -> None:
    here = hall(people=2)
    alias, other_alias = here.people
    person = new_id()
    here.answer(alias, "yes")
    here.answer(other_alias, "no")
    came(here, person)
    merge(here, person, alias, other_alias)

    found = page(here, with_replies=True)

    assert [(row.member_id, row.answer) for row in found.rows] == [(person, "yes")]
    assert found.unannounced == []
    assert [row.member_id for row in page(here, only_coming=True).rows] == [alias]


def test_somebody_with_two_other_ids_has_one_line(hall: Callable[..., Hall]) -> None:
    here = hall(people=2)
    one, two = here.people
    here.answer(one, "yes")
    came(here, two)
    merge(here, new_id(), one, two)

    [row] = page(here).rows

    assert (row.member_id, row.answer, row.came_at is not None) == (min(one, two), "yes", True)


def test_whoever_was_let_in_twice_and_merged_afterwards_is_one(hall: Callable[..., Hall]) -> None:
    here = hall(people=3)
    one, two, other = here.people
    came(here, one, two, other)
    here.rows("update check_ins set guests = 2 where member_id = any (%s)", [one, two])
    merge(here, one, two)

    counted = checking_in.here(here.db, EventRef(event_id=here.event_id))

    assert (counted.people, counted.guests) == (2, 2)
