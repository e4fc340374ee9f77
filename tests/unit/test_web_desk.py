"""At the desk: who is invited and silent is found by a number, and says yes or no."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.events import Guests, Invited, InvitedPeople
from shared.errors import Refused
from shared.ids import new_id
from tests.support import examples
from tests.support.web_site import Site

DOOR = f"/door/{examples.an_id(1)}"
PHONE = "06 00 00 00 12"
VOLUNTEER = {"role": "volunteer", "scopes": ["door:read", "door:write"], "language": "fr"}


def a_volunteer(**actor: Any) -> Site:
    return Site().sign_in(**VOLUNTEER | actor)


def a_phone() -> Site:
    site = a_volunteer()
    token = re.search(r'name="csrf_token" value="([^"]+)"', site.get("/door").text)
    assert token
    site.browser.environ_base["HTTP_X_CSRFTOKEN"] = token[1]
    return site


def tell(site: Site, path: str, **told: Any) -> Any:
    return site.browser.post(f"{DOOR}/{path}", json=told)


def begun(site: Site) -> Site:
    card = examples.a_card()
    card = replace(card, starts_at=datetime.now(UTC) - timedelta(hours=1))
    site.services.answers["events.guests"] = Guests(card=card, guests=[])
    return site


def test_whoever_is_found_is_a_first_name_an_initial_and_a_state() -> None:
    site = a_volunteer()

    page = site.post(f"{DOOR}/desk", page=DOOR, phone=PHONE).text

    [wish] = site.services.commands("members.find_at_number")
    assert (wish.event_id, wish.phone) == (examples.an_id(1), PHONE)
    silent, placed = examples.a_row(0), examples.a_row(1)
    assert f"{silent.first_name} {silent.last_name[:1]}." in page
    assert silent.last_name not in page
    assert placed.last_name not in page
    assert "Pas encore répondu" in page
    assert page.count('name="answer" value="yes"') == 1, "who said yes has nothing to answer"


def test_a_yes_at_the_desk_is_kept_once_and_says_whether_there_is_a_place() -> None:
    site = a_volunteer()
    form = {"member_id": str(examples.an_id(100)), "command_id": str(examples.an_id(7))}

    kept = site.post(f"{DOOR}/desk/answer", page=DOOR, **form, answer="yes")

    [noted] = site.services.commands("events.answer_at_desk")
    assert (noted.member_id, noted.answer, noted.guests) == (examples.an_id(100), "yes", 0)
    assert noted.command_id == examples.an_id(7)
    assert kept.location == f"{DOOR}?noted=confirmed#noted"
    again = site.get(f"{DOOR}?noted=confirmed").text
    assert "La réponse est gardée." in again


@pytest.mark.parametrize("code", ["unknown-member", "too-many-tries"])
def test_who_is_not_found_is_said_and_the_number_stays(code: str) -> None:
    site = a_volunteer()
    site.services.answers["members.find_at_number"] = Refused(code)

    page = site.post(f"{DOOR}/desk", page=DOOR, phone=PHONE)

    assert page.status_code == {"unknown-member": 404, "too-many-tries": 429}[code]
    assert f'value="{PHONE}"' in page.text
    assert ("Personne d’invité" in page.text) is (code == "unknown-member")


def test_whoever_is_known_and_not_invited_here_is_nobody() -> None:
    site = a_volunteer()
    found = site.services.answers["events.invited_at_desk"]
    site.services.answers["events.invited_at_desk"] = lambda r: replace(found(r), people=[])

    assert site.post(f"{DOOR}/desk", page=DOOR, phone=PHONE).status_code == 404


def test_once_it_has_begun_the_desk_is_closed() -> None:
    site = begun(a_volunteer())

    assert "/desk" not in site.get(DOOR).text
    page = site.post(f"{DOOR}/desk", page="/door", phone=PHONE).text
    assert "a commencé" in page
    assert 'name="answer"' not in page


def test_whoever_may_only_look_has_no_desk() -> None:
    site = a_volunteer(scopes=["door:read"])

    assert "/desk" not in site.get(DOOR).text
    assert site.post(f"{DOOR}/desk", page="/sign-in", phone=PHONE).status_code == 403


# --- The page that phones keep ---------------------------------------------------------------


def test_a_phone_gets_no_more_than_a_page_shows() -> None:
    told = tell(a_phone(), "desk.json", phone=PHONE).json

    silent = examples.a_row(0)
    first, second = told["people"]
    assert first == {
        "id": str(examples.an_id(100)),
        "name": f"{silent.first_name} {silent.last_name[:1]}.",
        "state": first["state"],
        "open": True,
    }
    assert (second["state"], second["open"]) == ("A une place", False)


def test_what_a_phone_says_is_kept_under_its_id() -> None:
    site = a_phone()
    said = {"id": str(new_id()), "member_id": str(examples.an_id(100)), "answer": "yes"}

    told = tell(site, "desk/answer.json", **said).json

    [noted] = site.services.commands("events.answer_at_desk")
    assert str(noted.command_id) == said["id"]
    assert told == {"state": "A une place"}


def test_a_refusal_is_told_to_the_phone_in_words() -> None:
    site = a_phone()
    site.services.answers["events.answer_at_desk"] = Refused("event-is-over")
    site.services.answers["members.find_at_number"] = Refused("unknown-member")
    said = {"id": str(new_id()), "member_id": str(examples.an_id(100)), "answer": "no"}

    assert tell(site, "desk/answer.json", **said).json["refused"]
    assert tell(site, "desk.json", phone=PHONE).json["people"] == []


@pytest.mark.parametrize(
    "wrong", [{"answer": "maybe"}, {"member_id": "x"}, {"id": ""}, {"answer": None}]
)
def test_what_no_phone_of_ours_says_is_refused(wrong: dict[str, Any]) -> None:
    site = a_phone()
    said = {"id": str(new_id()), "member_id": str(examples.an_id(100)), "answer": "yes"} | wrong

    assert tell(site, "desk/answer.json", **said).status_code == 422
    assert site.services.commands("events.answer_at_desk") == []


def test_states_are_said_for_every_answer() -> None:
    site = a_phone()
    people = [
        Invited(member_id=examples.an_id(100), answer="no"),
        Invited(member_id=examples.an_id(101), answer="yes", place="waiting", position=3),
    ]
    found = site.services.answers["events.invited_at_desk"]
    site.services.answers["events.invited_at_desk"] = lambda r: replace(found(r), people=people)

    states = [one["state"] for one in tell(site, "desk.json", phone=PHONE).json["people"]]

    assert states == ["Non", "En attente"]


def test_whoever_lost_an_offer_may_say_yes_again() -> None:
    site = a_volunteer()
    site.services.answers["events.invited_at_desk"] = lambda r: InvitedPeople(
        people=[Invited(member_id=one, answer="yes", place="none") for one in r.member_ids]
    )

    page = site.post(f"{DOOR}/desk", page=DOOR, phone=PHONE).text

    assert page.count('name="answer" value="yes"') == 2
