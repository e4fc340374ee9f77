"""What may still change, and what of a change people have to hear."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import changes, plans
from services.events.domain.plans import Plan
from shared.contracts.events import Card, CardText, EventForm
from shared.errors import Refusal
from shared.ids import new_id

FORM = EventForm(
    command_id=new_id(),
    type="forum",
    starts_at="2027-05-01T18:00",
    ends_at="2027-05-01T21:00",
    zone="Africa/Casablanca",
    capacity=100,
    languages=["fr", "ar"],
    texts={
        "fr": CardText(title="Forum", venue="Maison des jeunes, Salé"),
        "ar": CardText(title="منتدى", venue="دار الشباب، سلا"),
    },
    map_link="https://map.example/sale",
)
BEFORE = plans.plan(FORM, datetime.fromisoformat("2027-01-01T00:00+00:00"))
START, END = BEFORE.starts_at, BEFORE.ends_at
FIELDS = [name for name in Plan.__slots__ if name != "capacity"]
CARD = Card(event_id=new_id(), version=1, **{name: getattr(BEFORE, name) for name in FIELDS})


def venue(language: str, text: str) -> dict[str, Any]:
    return {"texts": {**BEFORE.texts, language: CardText(title="Forum", venue=text)}}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        (
            {
                "texts": {
                    "fr": replace(BEFORE.texts["fr"], title="Le forum"),
                    "ar": BEFORE.texts["ar"],
                }
            },
            [],
        ),
        ({"capacity": 5, "contact_name": "Salma", "guests_most": 3, "type": "assembly"}, []),
        ({"answer_until": START - timedelta(days=1)}, []),
        ({"starts_at": START - timedelta(minutes=1)}, ["time"]),
        ({"ends_at": END + timedelta(hours=1)}, ["time"]),
        (venue("fr", "maison des Jeunes - Sale"), []),
        (venue("en", "Youth house, Salé"), []),
        (venue("fr", "Maison des jeunes, Rabat"), ["place"]),
        (venue("fr", ""), ["place"]),
        ({"map_link": ""}, []),
        ({"map_link": "https://map.example/rabat"}, ["place"]),
        ({"online_link": "https://meet.example/a"}, ["online"]),
        (
            {"starts_at": START + timedelta(hours=1), "online_link": "https://meet.example/a"}
            | venue("ar", "الرباط"),
            ["time", "place", "online"],
        ),
    ],
)
def test_people_hear_of_another_time_place_or_link_and_of_nothing_else(
    changed: dict[str, Any], told: list[str]
) -> None:
    assert changes.what_matters(CARD, replace(BEFORE, **changed)) == told


def test_a_first_venue_is_a_place_people_have_to_hear_of() -> None:
    nowhere = {"fr": CardText(title="Forum")}

    assert changes.what_matters(replace(CARD, texts=nowhere), BEFORE) == ["place"]
    assert changes.what_matters(CARD, replace(BEFORE, texts=nowhere)) == ["place"]


@given(st.sets(st.sampled_from(["time", "place", "online"])))
def test_another_time_is_never_kept_back(changed: set[Any]) -> None:
    assert changes.told(changed, silent=False) == list(changed)
    assert changes.told(changed, silent=True) == [c for c in changed if c == "time"]


BEGUN, OVER = START + timedelta(minutes=1), END + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changed", "now", "refusal"),
    [
        ({"starts_at": START + timedelta(days=1)}, BEGUN, errors.EventHasBegun),
        ({"ends_at": END + timedelta(hours=1)}, BEGUN, None),
        (venue("fr", "Rabat"), BEGUN, None),
        ({"ends_at": END + timedelta(hours=1)}, OVER, errors.EventFinished),
        ({"online_link": "https://meet.example/a"}, OVER, errors.EventFinished),
        (venue("fr", "Rabat"), OVER, errors.EventFinished),
        (
            {
                "texts": {
                    **BEFORE.texts,
                    "fr": CardText(title="Merci", venue="Maison des jeunes, Salé"),
                }
            },
            OVER,
            None,
        ),
        ({"starts_at": START + timedelta(days=1)}, START - timedelta(minutes=1), None),
    ],
)
def test_what_may_change_becomes_less(
    changed: dict[str, Any], now: datetime, refusal: type[Refusal] | None
) -> None:
    plan = replace(BEFORE, **changed)

    if refusal:
        with pytest.raises(refusal):
            changes.may_become(CARD, plan, state="published", now=now)
    else:
        changes.may_become(CARD, plan, state="published", now=now)
    changes.may_become(CARD, plan, state="draft", now=now)


def test_the_start_of_what_has_begun_may_stand_where_it_is() -> None:
    plans.plan(FORM, BEGUN, begun_at=START)
    with pytest.raises(errors.EventInThePast):
        plans.plan(FORM, BEGUN)
    with pytest.raises(errors.EventHasBegun):
        plans.plan(FORM, BEGUN, begun_at=START - timedelta(hours=1))
