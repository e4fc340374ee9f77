"""An invitation that is somebody else's, and the organisers' list of who asks for a place."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from shared.contracts.members import Joined
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import CODE, OWN_LINK
from tests.support.web_site import COMMAND, EVENT, Site

NOT_ME, PLACE = f"/i/{CODE}/not-me", f"/i/{CODE}/place"
TYPED = {"first_name": "Nour", "last_name": "Bennani", "phone": "0612345678", "language": "fr"}
ONE = f"{EVENT}/places/{examples.an_id(100)}"


def test_an_invitation_leads_whoever_it_is_not_for_to_a_page_of_their_own() -> None:
    site = Site()

    assert f'href="{NOT_ME}?lang=fr"' in site.get(f"/i/{CODE}?lang=fr").text
    page = site.get(f"{NOT_ME}?lang=fr").text

    assert "Je ne suis pas" in page
    assert f'action="/i/{CODE}/stop?lang=fr"' in page
    assert f'action="{PLACE}"' in page


def test_a_household_is_not_called_by_one_name_and_without_names_the_page_stands() -> None:
    site = Site()
    site.services.down.add("members")

    assert "Cette invitation n’est pas pour moi" in site.get(f"{NOT_ME}?lang=fr").text


def test_asking_for_a_place_is_the_sign_up_with_the_event_of_the_code() -> None:
    site = Site()
    command = COMMAND.findall(site.get(PLACE).text)[0]

    answer = site.browser.post(f"{PLACE}?lang=fr", data={**TYPED, "command_id": command})

    assert answer.status_code == 303
    assert f"place={CODE}" in answer.headers["Location"]
    [wish] = site.services.commands("members.join")
    assert wish.event_id == examples.an_invitation().card.event_id
    assert wish.origin
    assert wish.network
    assert PLACE in site.get(answer.headers["Location"]).text
    joined = Joined(member_id=examples.an_id(100), link=OWN_LINK, event_id=examples.an_id(1))
    site.services.answers["members.confirm_join"] = joined
    confirmed = site.browser.post(f"/join/code/{examples.an_id(40)}", data={"code": "123456"})
    assert "done=place" in confirmed.headers["Location"]


def test_a_sign_up_without_an_invitation_asks_for_no_place() -> None:
    site = Site()
    command = COMMAND.findall(site.get("/join").text)[0]

    site.browser.post("/join", data={**TYPED, "command_id": command, "event_id": str(EVENT)})

    [wish] = site.services.commands("members.join")
    assert wish.event_id is None


def test_a_refused_form_keeps_what_was_typed_and_stays_where_it_is() -> None:
    site = Site()
    command = COMMAND.findall(site.get(PLACE).text)[0]
    site.services.answers["members.join"] = Refused("too-many-tries", {"minutes": 60})

    answer = site.browser.post(f"{PLACE}?lang=fr", data={**TYPED, "command_id": command})

    assert answer.status_code == 429
    assert 'value="Nour"' in answer.text
    assert f'action="{PLACE}?lang=fr"' in answer.text


@pytest.mark.parametrize("situation", ["past", "cancelled"])
def test_nothing_is_asked_for_at_what_is_over_or_cancelled(
    situation: Literal["past", "cancelled"],
) -> None:
    site = Site()
    command = COMMAND.findall(site.get(PLACE).text)[0]
    gone = replace(examples.an_invitation(), situation=situation)
    site.services.answers["events.open_invitation"] = gone

    assert PLACE not in site.get(NOT_ME).text
    assert site.get(PLACE).status_code == 303
    answer = site.browser.post(PLACE, data={**TYPED, "command_id": command})

    assert answer.status_code == 303
    assert site.services.commands("members.join") == []


def test_an_organiser_invites_who_asked_or_declines() -> None:
    site = Site().sign_in()
    page = f"{EVENT}/answers"
    assert "2 personnes demandent une place" in site.get(f"{page}").text

    done = site.post(f"{ONE}/invite", page=page)
    site.post(f"{ONE}/decline", page=page)

    assert done.headers["Location"].endswith("decided=invited")
    wishes = site.services.commands("events.decide_place")
    assert [wish.invite for wish in wishes] == [True, False]
    assert {wish.member_id for wish in wishes} == {examples.an_id(100)}


def test_who_is_invited_already_is_said_on_the_page() -> None:
    site = Site().sign_in()
    site.services.answers["events.decide_place"] = Refused("already-invited")

    answer = site.post(f"{ONE}/invite", page=f"{EVENT}/answers")

    assert answer.status_code == 422
    assert "déjà invitée" in answer.text
