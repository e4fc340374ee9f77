"""Pages that never split a household, and how often one may try to sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.members.domain.names import initial
from services.members.domain.paging import Person, cut
from services.members.domain.rights import OF_EVERYBODY, ROLES, SCOPES, check_limits, scopes_of
from services.members.domain.throttle import Tries, allow
from services.members.errors import (
    LimitsNotForRole,
    VolunteerNeedsEnd,
    VolunteerNeedsEvent,
)
from shared.errors import TooManyTries

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def people(*sizes: int) -> list[Person]:
    """Make households of these sizes, in order."""
    return [
        Person(
            group=UUID(int=group),
            person_id=UUID(int=group * 1000 + member),
            household_id=UUID(int=group) if size > 1 else None,
            refused=None,
        )
        for group, size in enumerate(sizes, start=1)
        for member in range(size)
    ]


def pages(everybody: list[Person], size: int) -> list[list[Person]]:
    """Cut as the work does: look at one more than a page, go on after the last group."""
    told: list[list[Person]] = []
    after = UUID(int=0)
    while True:
        coming = [person for person in everybody if person.group > after]
        page = cut(coming[: size + 1], size=size)
        if page is None:
            whole = [person for person in coming if person.group == coming[0].group]
            told.append(whole)
            is_last = len(whole) == len(coming)
        else:
            told.append(page.people)
            is_last = page.is_last
        if is_last:
            return told
        after = told[-1][-1].group


def test_a_household_at_the_border_goes_to_the_next_page() -> None:
    assert [len(page) for page in pages(people(1, 1, 3, 1), 4)] == [2, 4]


def test_a_household_larger_than_a_page_is_a_page_by_itself() -> None:
    assert [len(page) for page in pages(people(1, 5, 1), 3)] == [1, 5, 1]


def test_nobody_is_one_page_that_is_the_last() -> None:
    assert pages([], 3) == [[]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), max_size=30), st.integers(1, 5))
def test_pages_hold_everybody_once_and_no_household_twice(sizes: list[int], size: int) -> None:
    everybody = people(*sizes)

    told = pages(everybody, size)

    assert [person for page in told for person in page] == everybody
    groups = [group for page in told for group in {person.group for person in page}]
    assert len(groups) == len(set(groups))
    for page in told:
        assert len(page) <= size or len({person.group for person in page}) == 1


# --- The throttle ----------------------------------------------------------------------------


def tries(**counted: int | bool) -> Tries:
    nothing = {"here": 0, "origin": 0, "account": 0, "known_here": False}
    return Tries(**nothing | counted, oldest=NOW - timedelta(minutes=5))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "few",
    [
        tries(here=9, origin=49, account=99),
        tries(account=5000, known_here=True),
    ],
)
def test_few_tries_are_allowed_and_an_owner_is_not_locked_out_by_strangers(few: Tries) -> None:
    allow(few, NOW)


@pytest.mark.parametrize(
    "many", [tries(here=10), tries(origin=50), tries(account=100), tries(here=10, known_here=True)]
)
def test_too_many_tries_are_refused_with_the_minutes_to_wait(many: Tries) -> None:
    with pytest.raises(TooManyTries) as refusal:
        allow(many, NOW)

    assert refusal.value.detail == {"minutes": 10}


def test_only_an_admin_manages_staff_and_a_viewer_only_reads() -> None:
    assert [role for role in ROLES if "staff:manage" in SCOPES[role]] == ["admin"]
    assert all(scope.endswith((":read", ":count")) for scope in SCOPES["viewer"])


def test_whoever_reads_numbers_has_no_right_that_shows_somebody() -> None:
    assert {"members:read", "names:read", "door:read"}.isdisjoint(SCOPES["counts"])


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_limited_to_events_has_no_right_over_everybody(role: str) -> None:
    assert OF_EVERYBODY.isdisjoint(scopes_of(role, [UUID(int=1)]))
    assert scopes_of(role, None) == SCOPES[role]


@pytest.mark.parametrize(
    ("role", "regions", "events", "may"),
    [
        *(("organiser", ["MA-04"], [], True), ("organiser", [], [UUID(int=1)], True)),
        *(("organiser", ["MA-04"], [UUID(int=1)], False), ("admin", ["MA-04"], [], False)),
        *(("admin", [], [UUID(int=1)], False), ("volunteer", ["MA-04"], [], False)),
        *(("counts", ["MA-04"], [], True), ("admin", [], [], True)),
    ],
)
def test_limits_fit_the_role(role: Any, regions: list[str], events: list[UUID], may: bool) -> None:
    if may:
        check_limits(role, regions, events)
    else:
        with pytest.raises(LimitsNotForRole):
            check_limits(role, regions, events)


def test_a_volunteer_has_an_event_and_an_end() -> None:
    event, soon = UUID(int=1), datetime(2027, 3, 28, tzinfo=UTC)

    check_limits("volunteer", [], [event], until=soon)
    with pytest.raises(VolunteerNeedsEvent):
        check_limits("volunteer", [], [], until=soon)
    with pytest.raises(VolunteerNeedsEnd):
        check_limits("volunteer", [], [event])


@pytest.mark.parametrize(
    ("last", "letter"),
    [
        *(("Alaoui", "A"), ("El Alaoui", "A"), ("el-fassi", "F"), ("Aït Benhaddou", "B")),
        *(("العلوي", "ع"), ("بنجلون", "ب"), ("ال", "ا"), ("ⴰⵢⵜ ⴱⵓⵄⵍⵉ", "ⴱ"), ("Elkadi", "E")),
        *(("", ""), ("'", ""), ("Öztürk-Bennani", "Ö")),
    ],
)
def test_a_family_is_shown_by_the_letter_past_its_article(last: str, letter: str) -> None:
    assert initial(last) == letter
