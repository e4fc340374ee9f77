"""The page on which meetings are proposed, and the organisers' list of them."""

from __future__ import annotations

from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import OWN_LINK
from tests.support.web_site import COMMAND, Site

IDEA = {"title": "Ciné-club", "idea": "Un film par mois", "place": "Salé", "wish": "vendredi"}


def test_an_idea_is_sent_without_an_account_and_leads_to_its_own_page() -> None:
    site = Site()
    command = COMMAND.findall(site.get("/propose").text)[0]

    answer = site.browser.post("/propose?lang=fr", data={**IDEA, "command_id": command})

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/propose/{OWN_LINK}?")
    [wish] = site.services.commands("events.propose")
    assert (wish.title, wish.language, str(wish.command_id)) == ("Ciné-club", "fr", command)
    assert wish.origin
    assert wish.network
    assert "Set-Cookie" not in answer.headers


def test_a_refused_idea_keeps_what_was_typed() -> None:
    site = Site()
    command = COMMAND.findall(site.get("/propose").text)[0]
    site.services.answers["events.propose"] = Refused("proposal-missing", {"field": "idea"})

    answer = site.browser.post("/propose?lang=fr", data={**IDEA, "command_id": command})

    assert answer.status_code == 422
    assert 'id="idea-wrong"' in answer.text
    assert 'value="Ciné-club"' in answer.text


def test_too_many_ideas_from_one_place_are_held_back() -> None:
    site = Site()
    command = COMMAND.findall(site.get("/propose").text)[0]
    site.services.answers["events.propose"] = Refused("too-many-tries", {"minutes": 1440})

    answer = site.browser.post("/propose", data={**IDEA, "command_id": command})

    assert answer.status_code == 429


def test_whoever_proposed_reads_the_answer() -> None:
    site = Site()
    declined = examples.a_proposal_seen(state="declined", answer="Pas de salle <b>")
    site.services.answers["events.open_proposal"] = declined

    page = site.get("/propose/some-link?lang=fr").text

    assert "Pas cette fois" in page
    assert "Pas de salle &lt;b&gt;" in page
    site.services.answers["events.open_proposal"] = Refused("unknown-proposal")
    assert site.get("/propose/some-link").status_code == 404


def test_an_organiser_approves_or_declines() -> None:
    site = Site().sign_in()
    one = f"/proposals/{examples.an_id(90)}"
    assert "نادي سينما في الحي" in site.get("/proposals").text

    made = site.post(f"{one}/approve", page="/proposals", starts_at="2027-05-01T18:00")
    site.post(f"{one}/decline", page="/proposals", answer="Pas de salle.")

    assert made.status_code == 303
    [approved] = site.services.commands("events.approve_proposal")
    assert (approved.proposal_id, approved.starts_at) == (examples.an_id(90), "2027-05-01T18:00")
    assert site.services.commands("events.decline_proposal")[0].answer == "Pas de salle."


def test_a_refused_answer_keeps_what_was_typed() -> None:
    site = Site().sign_in()
    site.services.answers["events.approve_proposal"] = Refused("event-in-the-past")
    one = f"/proposals/{examples.an_id(90)}/approve"

    again = site.post(one, page="/proposals", starts_at="2020-05-01T18:00")

    assert again.status_code == 422
    assert 'value="2020-05-01T18:00"' in again.text
