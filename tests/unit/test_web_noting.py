"""Answers that an organiser writes down after a phone call."""

from __future__ import annotations

import re
from typing import Any

import pytest

from shared.contracts.events import InvitedPeople
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

EVENT = f"/events/{examples.an_id(1)}"
PERSON = f"{EVENT}/answers/{examples.an_id(100)}"


def a_site() -> Site:
    site = Site().sign_in()
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    return site


def test_an_invited_person_is_found_by_name_and_leads_to_their_answer() -> None:
    site = a_site()
    assert site.get(f"{EVENT}/answers/note").text.count("/answers/0") == 0

    page = site.get(f"{EVENT}/answers/note?search=ben").text

    assert [asked.search for asked in site.services.commands("members.find_members")] == ["ben"]
    assert f'href="{PERSON}"' in page
    assert "Pas invité" in page, "of who is not, there is no form"


def test_what_was_said_is_sent_with_guests() -> None:
    site = a_site()
    page = site.get(PERSON).text
    assert re.search(r'value="2" selected', page), "as it stands"

    back = site.post(PERSON, page=PERSON, answer="yes", guests="1")

    assert back.location == f"{EVENT}/answers?noted={examples.an_id(100)}"
    [noted] = site.services.commands("events.note_answer")
    assert (noted.answer, noted.guests, noted.together) == ("yes", 1, False)
    assert (noted.event_id, noted.member_id) == (examples.an_id(1), examples.an_id(100))
    assert "La réponse est gardée." in site.get(back.location).text


def test_a_no_brings_nobody() -> None:
    site = a_site()

    site.post(PERSON, page=PERSON, answer="no", guests="3", together="yes")

    [noted] = site.services.commands("events.note_answer")
    assert (noted.answer, noted.guests, noted.together) == ("no", 0, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"guests": "1"}, "Choisissez ce qui a été dit"),
        ({"answer": "perhaps"}, "Choisissez ce qui a été dit"),
        ({"answer": "yes", "guests": "two"}, "en chiffres"),
        ({"answer": "yes", "guests": "1.5"}, "en chiffres"),
    ],
)
def test_what_is_no_answer_comes_back_with_a_sentence(typed: dict[str, Any], said: str) -> None:
    site = a_site()

    page = site.post(PERSON, page=PERSON, **typed)

    assert page.status_code == 422
    assert said in page.text
    assert site.services.commands("events.note_answer") == []


@pytest.mark.parametrize(
    "code", ["no-place-for-guests", "more-guests-than-allowed", "event-is-over"]
)
def test_a_refusal_leaves_what_was_typed(code: str) -> None:
    site = a_site()
    site.services.answers["events.note_answer"] = Refused(code)

    page = site.post(PERSON, page=PERSON, answer="yes", guests="3")

    assert page.status_code == 422
    assert re.search(r'value="3" selected', page.text)
    assert re.search(r'value="yes" checked', page.text)


def test_of_somebody_who_is_not_invited_there_is_no_form() -> None:
    site = a_site()
    site.services.answers["events.invited"] = InvitedPeople(people=[])

    assert site.get(PERSON).status_code == 404
