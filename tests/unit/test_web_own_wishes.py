"""The pages on which a person sees their own data, and asks to be erased."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.contracts.members import OwnData
from shared.contracts.persons import PersonData
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import OWN_LINK
from tests.support.web_site import COMMAND, Site

PAGE = f"/p/{OWN_LINK}"
PERSON = str(examples.an_id(100))
ALL_HOLD = ("El Alaoui Bennani", "Trésorière", "Forum des jeunes", "+212600000012")
SURE = f"{PAGE}/erase/sure"


def mean_it(site: Site, **form: Any) -> Any:
    command = COMMAND.findall(site.get(SURE).text)[0]
    typed = {"member_id": PERSON, "command_id": command, "sure": "yes", "lang": "fr"} | form
    return site.browser.post(SURE, data=typed)


@pytest.mark.parametrize(
    ("language", "see", "erase"),
    [("fr", "Voir mes données", "M’effacer"), ("ar", "الاطلاع على معطياتي", "محو معطياتي")],
)
def test_the_own_page_leads_to_the_data_and_to_an_end(language: str, see: str, erase: str) -> None:
    page = Site().get(f"{PAGE}?lang={language}").text

    for part in (see, f"{PAGE}/data?", erase, f"{PAGE}/erase?"):
        assert part in page


@pytest.mark.parametrize(
    ("language", "heading"),
    [("fr", "tout ce que nous gardons sur vous"), ("ar", "كل ما نحتفظ به عنكم")],
)
def test_a_person_sees_what_three_services_hold_in_their_language(
    language: str, heading: str
) -> None:
    site = Site()

    page = site.get(f"{PAGE}/data?lang={language}").text

    for part in (*ALL_HOLD, heading):
        assert part in page
    assert {name for name, _ in site.services.asked} == {
        f"{service}.own_data" for service in ("members", "events", "notifications")
    }


def test_without_a_choice_the_page_speaks_as_the_person_does() -> None:
    assert '<html lang="ar" dir="rtl">' in Site().get(f"{PAGE}/data").text


def test_it_is_taken_along_to_be_read_and_to_be_computed_with() -> None:
    site = Site()

    to_read = site.get(f"{PAGE}/data.html?lang=fr")
    to_compute = site.get(f"{PAGE}/data.json")

    for answer in (to_read, to_compute):
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
    for part in ALL_HOLD:
        assert part in to_read.text
    assert OWN_LINK not in to_read.text
    said = json.loads(to_compute.text)
    assert set(said) == {"member_id", "members", "events", "notifications"}
    assert said["members"]["person"][0]["first_name"] == "Amina"


def test_what_is_not_whole_is_not_shown_as_if_it_were() -> None:
    site = Site()
    site.services.down.add("notifications")

    assert site.get(f"{PAGE}/data.json").status_code == 503


def test_that_something_is_sealed_is_said_to_whom_the_link_is_alone() -> None:
    page = Site().get(f"{PAGE}/data?lang=fr").text

    assert "Une information sensible, scellée" in page
    assert "cette page dit que nous le gardons, pas ce que c’est" in page


def test_behind_a_link_of_several_it_is_not_said_whether_something_is_sealed() -> None:
    site = Site()
    names = [examples.a_name(examples.an_id(n)) for n in (100, 101)]
    page = examples.an_own_page("fr", people=names)
    site.services.answers["members.own_page"] = page
    site.services.answers["members.own_data"] = OwnData(
        member_id=page.member_id,
        first_name=page.first_name,
        language="fr",
        data=PersonData(service="members", held=[]),
        reference=examples.a_reference(),
        token=page.token,
        people=names,
    )

    assert "Si vous nous avez parlé d’un syndicat" in site.get(f"{PAGE}/data?lang=fr").text


def test_erasing_is_asked_and_then_meant_on_another_page() -> None:
    site = Site()

    asked = site.browser.post(f"{PAGE}/erase?lang=fr", data={"member_id": PERSON})
    done = mean_it(site)

    assert asked.location == f"{SURE}?who={PERSON}&lang=fr"
    assert done.location == f"{PAGE}/erased?lang=fr"
    [wish] = site.services.commands("members.ask_own_erasure")
    [command] = site.services.commands("members.confirm_own_erasure")
    assert (wish.link, wish.member_id) == (OWN_LINK, examples.an_id(100))
    assert (command.link, command.member_id) == (OWN_LINK, examples.an_id(100))


def test_without_the_tick_nobody_is_erased() -> None:
    site = Site()

    answer = mean_it(site, sure="")

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert site.services.commands("members.confirm_own_erasure") == []


def test_whoever_waited_too_long_is_asked_anew() -> None:
    site = Site()
    site.services.answers["members.confirm_own_erasure"] = Refused("nobody-asked")

    answer = mean_it(site)

    assert answer.status_code == 422
    assert f'action="{PAGE}/erase' in answer.text
    assert 'name="sure"' not in answer.text


def test_the_end_says_what_stays_and_why_and_asks_nobody() -> None:
    site = Site()

    page = site.get(f"{PAGE}/erased?lang=fr").text

    for part in ("Ce qui reste, et pourquoi", "empreinte", "vieille liste"):
        assert part in page
    assert site.services.asked == []


def test_of_several_behind_a_link_each_is_shown() -> None:
    site = Site()
    names = [examples.a_name(examples.an_id(n)) for n in (100, 101)]
    site.services.answers["members.own_page"] = lambda r: examples.an_own_page(
        r.language or "fr", people=names
    )

    page = site.get(f"{PAGE}/erase").text

    for name in names:
        assert f"{PAGE}/erase?who={name.member_id}" in page
    assert mean_it(site, others="yes").location == f"{PAGE}/erased?others=yes&lang=fr"
