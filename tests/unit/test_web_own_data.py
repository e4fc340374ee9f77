"""Pages on which a person's data is shown, taken along and erased."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

PERSON = f"/members/{examples.an_id(100)}"


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


def test_all_that_three_services_hold_is_on_one_page() -> None:
    page = a_console(language="fr").get(f"{PERSON}/data").text

    for part in ("El Alaoui Bennani", "Trésorière", "Forum des jeunes", "+212600000012"):
        assert part in page
    assert "Invitation" in page


def test_the_same_is_taken_along_as_a_file() -> None:
    answer = a_console().get(f"{PERSON}/data.json")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    said = json.loads(answer.text)
    assert said["member_id"] == str(examples.an_id(100))
    assert said["members"]["person"][0]["first_name"] == "Amina"
    assert set(said) == {"member_id", "members", "events", "notifications"}


def test_erasing_needs_the_name_and_keeps_what_was_typed() -> None:
    site = a_console()
    site.services.answers["members.erase_member"] = Refused("not-their-name")

    answer = site.post(f"{PERSON}/erase", page=f"{PERSON}/erase", typed="Yassine")

    assert answer.status_code == 422
    assert 'value="Yassine"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_whoever_is_erased_leads_to_the_list_of_erasures() -> None:
    site = a_console()

    answer = site.post(
        f"{PERSON}/erase", page=f"{PERSON}/erase", typed="Amina", old_password="mine"
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/erasures?just=1")
    (wish,) = site.services.commands("members.erase_member")
    assert (wish.member_id, wish.typed, wish.password) == (examples.an_id(100), "Amina", "mine")
    assert len(wish.origin) == 32


def test_a_wrong_password_is_said_beside_its_field_and_never_shown_again() -> None:
    site = a_console()
    site.services.answers["members.erase_member"] = Refused("wrong-old-password")

    answer = site.post(
        f"{PERSON}/erase", page=f"{PERSON}/erase", typed="Amina", old_password="not-mine"
    )

    assert answer.status_code == 422
    assert 'id="old_password-wrong"' in answer.text
    assert 'value="Amina"' in answer.text
    assert "not-mine" not in answer.text


@pytest.mark.parametrize("path", ["data", "data.json", "erase"])
def test_whoever_only_reads_does_not_see_these_pages(path: str) -> None:
    site = a_console(scopes=["members:read"])

    assert site.get(f"{PERSON}/{path}").status_code == 403
    assert f"{PERSON}/erase" not in site.get(PERSON).text


def test_erasures_say_who_has_confirmed_them() -> None:
    page = a_console(language="fr").get("/erasures").text

    assert "Fait partout" in page
    assert "En cours" in page
    assert "Pas confirmé par la personne" in page


# --- How long what is kept, and the register --------------------------------------------------


def test_days_that_are_none_are_refused_beside_what_was_typed() -> None:
    site = a_console()
    site.services.answers["members.keep_for"] = Refused("kept-too-short")

    answer = site.post(
        "/retention", page="/retention", service="members", purpose="parked", days="deux"
    )

    assert answer.status_code == 422
    (wish,) = site.services.commands("members.keep_for")
    assert (wish.purpose, wish.days) == ("parked", 0)


def test_the_register_says_what_is_kept_for_how_long_and_the_declaration() -> None:
    page = a_console(language="fr").get("/register").text

    for part in ("D-123/2026", "Membres de l’association", "30 jours", "1 095 jours"):
        assert part in page.replace("\u202f", " ").replace("\xa0", " "), part


@pytest.mark.parametrize(("language", "said"), [("fr", "Registre"), ("ar", "سجل المعالجات")])
def test_the_register_is_a_file_in_french_or_arabic(language: str, said: str) -> None:
    answer = a_console().get(f"/register.html?in={language}")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f'lang="{language}"' in answer.text
    assert said in answer.text


def test_only_administrators_see_how_long_what_is_kept() -> None:
    site = a_console(scopes=["members:read", "members:erase"])

    assert site.get("/retention").status_code == 403
    assert site.get("/register").status_code == 403
