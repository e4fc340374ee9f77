"""Sessions with places of their own: chosen on the invitation's page, counted for organisers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest

from shared.contracts.events import Invited
from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import CODE
from tests.support.web_site import EVENT, Site

INVITATION = f"/i/{CODE}"
THEATRE, PETITION, RADIO = (str(examples.an_id(n)) for n in (75, 76, 77))
YES = Invited(member_id=examples.an_id(100), answer="yes", place="confirmed")


def a_site(person: Invited = YES, **changes: Any) -> Site:
    site = Site()
    fields = {
        "card": examples.a_card_with_workshops(),
        "rooms": examples.some_rooms(),
    } | changes
    invitation = examples.an_invitation(person, **fields)
    for asked in ("open_invitation", "choose_sessions"):
        site.services.answers[f"events.{asked}"] = invitation
    return site


def page_of(person: Invited = YES, **changes: Any) -> str:
    return a_site(person, **changes).get(f"{INVITATION}?lang=fr").text


def choose(site: Site, *sessions: str) -> Any:
    form = {
        "member_id": str(examples.an_id(100)),
        "command_id": str(examples.an_id(7)),
        "session": list(sessions),
    }
    return site.browser.post(f"{INVITATION}/sessions?lang=fr", data=form)


def box(page: str, session: str) -> str:
    found = re.search(
        rf'<input type="checkbox"[^>]* name="session" value="{session}"([^>]*)>', page
    )
    assert found, "it cannot be chosen"
    return found[1].strip()


def test_whoever_has_a_place_chooses_and_a_full_one_says_so() -> None:
    page = page_of()

    assert [box(page, one) for one in (THEATRE, PETITION, RADIO)] == ["", "disabled", ""]
    assert "8 places libres" in page
    assert "<strong>complet</strong>" in page
    assert f'value="{examples.an_id(70)}"' not in page, "where everybody finds room"


def test_with_guests_what_has_fewer_places_is_full() -> None:
    page = page_of(replace(YES, guests=1))

    assert [box(page, one) for one in (THEATRE, PETITION, RADIO)] == ["", "disabled", "disabled"]


def test_what_was_chosen_is_said_and_can_be_left() -> None:
    page = page_of(replace(YES, sessions=[examples.an_id(76)]))

    assert "Vous participez à cette séance" in page
    assert box(page, PETITION) == "checked", "also when it is full"


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        (replace(YES, place="waiting"), {}),
        (replace(YES, answer="no", place="none"), {}),
        (YES, {"situation": "cancelled"}),
        (YES, {"closed": True, "answer_until": examples.DEADLINE}),
        (YES, {"rooms": []}),
    ],
)
def test_nobody_else_chooses(person: Invited, changes: dict[str, Any]) -> None:
    assert 'name="session"' not in page_of(person, **changes)


def test_a_choice_is_kept_once_and_leads_back() -> None:
    site = a_site()

    kept = choose(site, THEATRE, RADIO)
    choose(site, RADIO, THEATRE)
    choose(site)

    first, second, none = site.services.commands("events.choose_sessions")
    assert [str(one) for one in first.session_ids] == [THEATRE, RADIO]
    assert first.command_id == second.command_id != none.command_id
    assert none.session_ids == []
    assert kept.location == f"{INVITATION}?lang=fr#guest-1"


@pytest.mark.parametrize("code", ["session-full", "sessions-at-once"])
def test_what_is_refused_is_said_beside_its_session_and_stays_ticked(code: str) -> None:
    site = a_site()
    site.services.answers["events.choose_sessions"] = Refused(code, {"field": RADIO})

    again = choose(site, THEATRE, RADIO)

    assert again.status_code == 422
    assert [box(again.text, one) for one in (THEATRE, RADIO)] == ["checked", "checked"]
    assert again.text.index('class="wrong"') < again.text.index(f'value="{RADIO}"')
    assert f'aria-describedby="session-{RADIO}-wrong" aria-invalid="true"' in again.text
    assert f'id="session-{RADIO}-wrong"' in again.text


def test_guests_whom_a_session_has_no_room_for_are_refused_on_the_form() -> None:
    site = a_site(guests_most=3)
    site.services.answers["events.answer"] = Refused("session-too-small")
    typed = {"member_id": str(examples.an_id(100)), "answer": "yes", "guests": "2"}

    again = site.browser.post(f"{INVITATION}?lang=fr", data=typed)

    assert again.status_code == 422
    assert "moins nombreux" in again.text


def test_what_is_no_session_is_not_read() -> None:
    assert choose(a_site(), "x").status_code == 400


# --- What the organisers read ----------------------------------------------------------------


def an_organiser() -> Site:
    site = Site().sign_in()
    event = examples.an_open_event(card=examples.a_card_with_workshops())
    site.services.events[examples.an_id(1)] = event
    return site


@pytest.mark.parametrize("path", [EVENT, f"{EVENT}/sessions"])
def test_organisers_see_how_full_each_session_is(path: str) -> None:
    page = an_organiser().get(path).text

    assert "12 places prises sur 20" in page
    assert "20 places prises sur 20" in page


def test_the_event_s_page_stands_without_the_sums() -> None:
    site = an_organiser()
    site.services.answers["events.session_rooms"] = Unavailable("events")

    assert site.get(EVENT).status_code == 200


def test_the_answers_as_a_sheet_have_a_column_for_each_session() -> None:
    site = an_organiser()
    found = examples.some_attendance(card=examples.a_card_with_workshops())
    first = replace(found.rows[0], sessions=[examples.an_id(77)])
    found = replace(found, rows=[first, *found.rows[1:]])
    site.services.answers["events.attendance"] = found

    text = site.get(f"{EVENT}/people.csv").get_data(as_text=True).removeprefix("\ufeff")

    head, one, *others = csv.reader(io.StringIO(text), delimiter=";")
    assert [name.split(" ", 1)[1] for name in head[-3:]] == [
        "Théâtre-forum",
        "Écrire une pétition",
        "Radio des quartiers",
    ]
    assert one[-3:] == ["", "", "Oui"]
    assert all(row[-3:] == ["", "", ""] for row in others)


def test_organisers_read_who_chose_a_session() -> None:
    site = Site().sign_in()
    event = examples.an_open_event(card=examples.a_card_with_workshops())
    site.services.events[event.card.event_id] = event
    path = f"/events/{event.card.event_id}/sessions"

    page = site.get(f"{path}/{examples.an_id(75)}/people?lang=fr")

    assert page.status_code == 200
    assert "12" in page.text
    assert f"/members/{examples.an_id(101)}" in page.text
    assert site.get(f"{path}/{examples.an_id(99)}/people").status_code == 404
    assert site.get(f"{path}/{examples.an_id(75)}/people?after=x").status_code == 200
