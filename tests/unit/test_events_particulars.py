"""What an event says beside its texts: links, the contact, the deadline, guests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events import errors
from services.events.domain import particulars, plans
from shared.contracts.events import USUAL, CardText, EventForm
from shared.errors import Refusal
from shared.ids import new_id

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
FORM = EventForm(
    command_id=new_id(),
    type="forum",
    starts_at="2027-05-01T18:00",
    ends_at="2027-05-01T21:00",
    zone="Africa/Casablanca",
    capacity=100,
    languages=["fr"],
    texts={"fr": CardText(title="Forum", access="Bus 7\nsans marches")},
)


@pytest.mark.parametrize(
    "text",
    [
        *("http://map.example/a", "javascript:alert(1)", "map.example", "https://", "https:///a"),
        *("https://good.example@evil.example/", "https://a b.example/", "https://localhost/"),
        *('https://map.example/"onclick="x', "https://map.example:x/", "//map.example/"),
        *("https://map.example\\@evil.example", "https://map.example/\u202e", "https://[::1"),
        "https://map.example/" + "x" * 1_000,
    ],
)
def test_only_a_plain_https_link_is_one(text: str) -> None:
    with pytest.raises(errors.NotALink) as refused:
        particulars.link(text, "map_link")

    assert refused.value.detail == {"field": "map_link"}


@pytest.mark.parametrize("text", ["", "  ", "https://map.example/a?b=1#c", "HTTPS://map.example"])
def test_a_link_is_kept_as_it_was_written(text: str) -> None:
    assert particulars.link(f" {text} ", "map_link") == text.strip()


@given(st.text(max_size=60))
def test_any_text_is_a_link_or_is_refused(text: str) -> None:
    try:
        kept = particulars.link(text, "map_link")
    except errors.NotALink:
        return

    assert kept == "" or kept.lower().startswith("https://")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"contact_phone": "0612345678"}, errors.ContactWithoutName),
        ({"contact_email": "a@b.example"}, errors.ContactWithoutName),
        ({"contact_name": "Salma"}, errors.ContactWithoutAddress),
        ({"contact_name": "Salma", "contact_phone": "call me"}, errors.ContactUnreadable),
        ({"contact_name": "Salma", "contact_phone": "12"}, errors.ContactUnreadable),
        ({"contact_name": "Salma", "contact_email": "a@b"}, errors.ContactUnreadable),
        ({"contact_name": "Salma", "contact_email": "a b@c.example"}, errors.ContactUnreadable),
        ({"contact_name": "x" * 101, "contact_email": "a@b.example"}, errors.ContactUnreadable),
        ({"answer_until": "2027-05-01T18:01"}, errors.AnswersAfterStart),
        ({"answer_until": "soon"}, errors.UnreadableTime),
        ({"guests_most": -1}, errors.TooManyGuests),
        ({"guests_most": 11}, errors.TooManyGuests),
        ({"online_link": "http://meet.example"}, errors.NotALink),
    ],
)
def test_what_cannot_stand_on_a_card_is_refused(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        plans.plan(replace(FORM, **changes), NOW)


def test_a_contact_is_reached_by_phone_or_mail() -> None:
    form = replace(FORM, contact_name=" Salma \n B. ", contact_phone=" +212 6  00-00 00.12 ")

    plan = plans.plan(form, NOW)

    assert (plan.contact_name, plan.contact_phone) == ("Salma B.", "+212 6 00-00 00.12")


def test_the_deadline_is_a_wall_clock_s_and_the_start_where_none_is_given() -> None:
    # On 7 February 2027, before Ramadan, Morocco's clocks go back by an hour.
    ramadan = replace(FORM, starts_at="2027-02-08T18:00", ends_at="2027-02-08T20:00")

    plan = plans.plan(replace(ramadan, answer_until="2027-02-06T18:00"), NOW)

    assert plan.answer_until == datetime(2027, 2, 6, 17, tzinfo=UTC)
    assert plan.starts_at == datetime(2027, 2, 8, 18, tzinfo=UTC)
    assert plans.plan(ramadan, NOW).answer_until is None
    assert plans.plan(replace(ramadan, answer_until=ramadan.starts_at), NOW).answer_until is None


def test_partners_are_named_once_each_and_in_order() -> None:
    names = [" Amal ", "", "Réseau\u200f Sud", "Amal"]

    assert plans.plan(replace(FORM, partners=names), NOW).partners == ["Amal", "Réseau Sud"]
    with pytest.raises(errors.TooManyPartners):
        plans.plan(replace(FORM, partners=[f"P{n}" for n in range(21)]), NOW)
    with pytest.raises(errors.TextTooLong):
        plans.plan(replace(FORM, partners=["x" * 101]), NOW)


def test_notes_on_the_way_keep_their_lines_and_have_a_limit() -> None:
    assert plans.plan(FORM, NOW).texts["fr"].access == "Bus 7\nsans marches"
    with pytest.raises(errors.TextTooLong):
        plans.clean(CardText(title="x", access="x" * 1_001), "fr")


def test_every_kind_has_its_usual_length_and_places() -> None:
    assert set(USUAL) == {"forum", "youth_meeting", "assembly"}
    assert all(usual.length > timedelta(0) and usual.capacity for usual in USUAL.values())
