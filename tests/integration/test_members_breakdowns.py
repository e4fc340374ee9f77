"""Counting an event's people in groups: each once, under whichever ids, and no small group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from services.members.operations import breakdowns
from shared.contracts.members import EventBreakdown, FindBreakdown
from shared.db.database import Database
from shared.db.limits import Limits, within
from shared.ids import new_id
from tests.support.world import World

pytestmark = pytest.mark.integration

BY = new_id()


@pytest.fixture
def db(members: World) -> Iterator[Database]:
    with members.emptied("members", "people, households, imports, participation") as database:
        yield database


def somebody(
    members: World, event_id: UUID, number: int, *, answer: str | None = None, **person: Any
) -> list[UUID]:
    """Let so many people be who were invited, said something, and did not come yet."""
    told = {"region": "MA-06", "gender": None, "birth_year": None} | person
    ids = [new_id() for _ in range(number)]
    for person_id in ids:
        members.rows(
            "members",
            "insert into people (id, first_name, name_key, language, region, gender, birth_year)"
            " values (%s, 'X', 'x', 'fr', %s, %s, %s)",
            *(person_id, told["region"], told["gender"], told["birth_year"]),
        )
        take_part(members, event_id, person_id, answer)
    return ids


def take_part(members: World, event_id: UUID, person_id: UUID, answer: str | None) -> None:
    members.rows(
        "members",
        "insert into participation (event_id, person_id, invited_at, answer)"
        " values (%s, %s, now(), %s)",
        *(event_id, person_id, answer),
    )


def asked(db: Database, event_id: UUID, **wish: Any) -> EventBreakdown:
    return breakdowns.event_breakdown(db, FindBreakdown(event_id=event_id, **wish), by=BY)


def groups(found: EventBreakdown, dimension: str) -> dict[str, tuple[int | None, int | None]]:
    kind = next(kind for kind in found.breakdowns if kind.dimension == dimension)
    return {group.code: (group.invited, group.yes) for group in kind.groups}


def test_people_are_counted_by_region_gender_and_age(members: World, db: Database) -> None:
    event_id, other = new_id(), new_id()
    year = members.rows("members", "select this_year() as year")[0]["year"]
    somebody(members, event_id, 7, answer="yes", gender="woman", birth_year=year - 18)
    somebody(members, event_id, 6, answer="no", gender="man", birth_year=year - 19)
    somebody(members, event_id, 5, region="MA-04", birth_year=year - 35)
    somebody(members, other, 9, answer="yes")

    found = asked(db, event_id)

    assert (found.invited, found.yes, found.came) == (18, 7, 0)
    assert groups(found, "region") == {"MA-06": (13, 7), "MA-04": (5, 0)}
    assert groups(found, "gender") == {"woman": (7, 7), "man": (6, 0), "": (5, 0)}
    assert groups(found, "age") == {"18": (7, 7), "24": (6, 0), "older": (5, 0)}
    assert groups(found, "axis") == {}


def test_a_small_group_leaves_the_service_as_nothing(members: World, db: Database) -> None:
    event_id = new_id()
    somebody(members, event_id, 20, answer="yes")
    somebody(members, event_id, 6, region="MA-04", answer="yes")
    somebody(members, event_id, 2, region="MA-08", answer="yes")

    found = groups(asked(db, event_id), "region")

    assert found == {"MA-06": (20, 20), "MA-04": (None, None), "MA-08": (None, None)}


def test_whoever_is_two_records_is_counted_once(members: World, db: Database) -> None:
    event_id = new_id()
    people = somebody(members, event_id, 6)
    (alias,) = somebody(members, event_id, 1, answer="yes")
    members.rows(
        "members",
        "insert into aliases (alias_id, into_id, person_id, version, merged_at, merged_by)"
        " values (%s, %s, %s, 1, now(), %s)",
        *(alias, people[0], people[0], BY),
    )

    found = asked(db, event_id)

    assert (found.invited, found.yes) == (6, 1)


def test_whoever_is_limited_counts_so_far_as_they_may_see(members: World, db: Database) -> None:
    event_id, other = new_id(), new_id()
    somebody(members, event_id, 6)
    somebody(members, event_id, 8, region="MA-04")

    with within(Limits(regions=["MA-04"])):
        assert asked(db, event_id).invited == 8
    with within(Limits(events=[event_id])):
        assert asked(db, event_id).invited == 14
    with within(Limits(events=[other])):
        assert asked(db, event_id).invited == 0


def test_a_report_that_leaves_the_house_is_written_down(members: World, db: Database) -> None:
    event_id = new_id()
    asked(db, event_id)
    asked(db, event_id, taken_out=True)

    query = "select action, actor_id from audit where subject_id = %s"
    assert members.rows("members", query, event_id) == [
        {"action": "event-report-taken-out", "actor_id": BY}
    ]
