"""The closed section of a person's page: opened by a reason, kept by an explicit consent."""

from __future__ import annotations

from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

PERSON = f"/members/{examples.an_id(100)}"
SENSITIVE = f"{PERSON}/sensitive"
VALUE = "Union des exemples"
WHOLE = {
    "kind": "party",
    "value": VALUE,
    "wording": "J’accepte.",
    "agreed_on": "2026-10-01",
    "collected_by": "Sara",
    "purpose": "Équilibre",
}


def test_it_is_closed_until_somebody_says_why() -> None:
    site = Site().sign_in()

    assert VALUE not in site.get(PERSON).text
    assert site.get(SENSITIVE).status_code == 405
    page = site.post(SENSITIVE, page=PERSON, reason="Équilibre du forum")

    assert VALUE in page.text
    assert page.headers["Cache-Control"] == "no-store"
    [wish] = site.services.commands("members.vault_entry")
    assert wish.reason == "Équilibre du forum"


def test_a_refused_reason_is_kept_and_shows_nothing() -> None:
    site = Site().sign_in()
    site.services.answers["members.vault_entry"] = Refused("reason-missing")

    page = site.post(SENSITIVE, page=PERSON, reason="oh")

    assert page.status_code == 422
    assert VALUE not in page.text
    assert 'value="oh"' in page.text


def test_without_the_tick_there_is_no_consent() -> None:
    site = Site().sign_in()

    for tick in ({}, {"agreed": "yes"}):
        site.post(f"{SENSITIVE}/keep", page=PERSON, **WHOLE, **tick)

    without, whole = site.services.commands("members.keep_in_vault")
    assert without.wording == ""
    assert (whole.wording, whole.kind, whole.value) == ("J’accepte.", "party", VALUE)


def test_what_was_typed_survives_a_refusal_and_nothing_is_read_for_it() -> None:
    site = Site().sign_in()
    site.services.answers["members.keep_in_vault"] = Refused("consent-not-explicit")

    page = site.post(f"{SENSITIVE}/keep", page=PERSON, **WHOLE)

    assert page.status_code == 422
    assert "J’accepte." in page.text
    assert site.services.commands("members.vault_entry") == []


def test_whoever_has_no_right_to_it_does_not_see_that_there_is_such_a_thing() -> None:
    rights = [scope for scope in examples.ALL_SCOPES if not scope.startswith("vault:")]
    site = Site().sign_in(scopes=rights)

    assert "sensitive" not in site.get(PERSON).text
    assert site.post(SENSITIVE, page="/account", reason="Équilibre").status_code == 403
