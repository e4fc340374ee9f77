"""Strict when speaking, tolerant when hearing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from shared.contracts.wire import MESSAGES, Message, UnreadableMessage, Wire, published, schema_of
from tools.catalogue.schemas import schema, with_parts
from tools.catalogue.system import published_language

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Tower(Wire):
    name: str
    steps: int = 0


@dataclass(frozen=True, kw_only=True)
class Bell(Wire):
    """Has a field of every kind that is spoken."""

    id: UUID
    weight: int
    tone: Literal["low", "high"]
    cast_at: datetime
    hung_on: date | None = None
    cracked: bool = False
    tower: Tower | None = None
    ringers: list[str] = field(default_factory=list)
    towers: dict[str, Tower] = field(default_factory=dict)


SPOKEN: dict[str, Any] = {
    "id": "0199c0de-0000-7000-8000-000000000001",
    "weight": 12,
    "tone": "low",
    "cast_at": "2026-12-05T12:00:00+00:00",
    "hung_on": None,
    "cracked": False,
    "tower": {"name": "north", "steps": 3},
    "ringers": ["Idir"],
    "towers": {"south": {"name": "south", "steps": 4}},
}


def a_bell(**fields: Any) -> Bell:
    given: dict[str, Any] = {"id": UUID(int=1), "weight": 12, "tone": "low", "cast_at": NOON}
    return Bell(**given | fields)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": "12"},
        {"weight": 5.7},
        {"weight": None},
        {"id": "0199c0de-0000-7000-8000-000000000001"},
        {"id": "not an id"},
        {"tone": "shrill"},
        {"cast_at": datetime(2026, 12, 5, 12)},  # noqa: DTZ001 - that is the fault
        {"cast_at": "2026-12-05T12:00:00+00:00"},
        {"cracked": "yes"},
        {"tower": {"name": "north", "steps": 3}},
        {"tower": Tower(name="north", steps="3")},  # type: ignore[arg-type]
        {"ringers": [7]},
        {"ringers": "Idir"},
        {"towers": {"south": Tower(name=5)}},  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_a_value_of_another_type_is_not_spoken(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValidationError, AttributeError, TypeError, ValueError)):
        a_bell(**wrong).dump()


def test_what_is_spoken_is_heard_the_same() -> None:
    assert Bell.parse(SPOKEN).dump() == SPOKEN


@given(
    st.builds(
        Bell,
        weight=st.integers(),
        cast_at=st.datetimes(timezones=st.just(UTC)),
        tower=st.none() | st.builds(Tower, name=st.text(), steps=st.integers()),
        ringers=st.lists(st.text(), max_size=5),
        towers=st.dictionaries(st.text(), st.builds(Tower, name=st.text()), max_size=3),
    )
)
def test_any_value_comes_back_as_it_was(bell: Bell) -> None:
    assert Bell.parse(bell.dump()) == bell
    assert bell.dump() == schema_of(Bell).dump(bell)


def test_fields_that_nobody_knows_here_are_dropped_also_within() -> None:
    tomorrow = SPOKEN | {
        "clapper": "iron",
        "tower": {"name": "north", "steps": 3, "clock": True},
        "towers": {"south": {"name": "south", "steps": 4, "clock": True}},
    }

    assert Bell.parse(tomorrow) == Bell.parse(SPOKEN)


def test_fields_that_an_older_speaker_does_not_say_have_their_default() -> None:
    yesterday = {key: SPOKEN[key] for key in ("id", "weight", "tone", "cast_at")}

    assert Bell.parse(yesterday) == a_bell(id=UUID(SPOKEN["id"]))


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"weight": "twelve"}, "weight"),
        ({"tone": "+212600000001"}, "tone"),
        ({"cast_at": "2026-12-05T12:00:00"}, "cast_at"),
        ({"tower": {"steps": 3}}, "tower.name"),
        ({"towers": {"south": {"name": None}}}, "towers.south.value.name"),
        ({"ringers": [None]}, "ringers.0"),
        ({"weight": None, "tone": None}, "tone, weight"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_understood_is_named_without_its_value(
    wrong: dict[str, Any], names: str
) -> None:
    with pytest.raises(UnreadableMessage) as unreadable:
        Bell.parse(SPOKEN | wrong)

    assert str(unreadable.value) == names


def test_a_form_that_is_no_object_is_unreadable() -> None:
    with pytest.raises(UnreadableMessage):
        Bell.parse([SPOKEN])  # type: ignore[arg-type]


def test_two_messages_cannot_have_one_name() -> None:
    known = next(iter(MESSAGES.values()))
    double: type[Message] = type("Double", (Message,), {"type": known.type, "owner": "events"})

    with pytest.raises(ValueError, match="two messages"):
        published(double)


@pytest.mark.parametrize(
    "kind", with_parts(published_language()).values(), ids=lambda kind: kind.__name__
)
def test_the_catalogue_describes_what_is_really_accepted(kind: type[Wire]) -> None:
    accepted = schema_of(kind).fields
    described = schema(kind)

    assert set(described["properties"]) == set(accepted)
    assert set(described.get("required", [])) == {n for n, f in accepted.items() if f.required}
