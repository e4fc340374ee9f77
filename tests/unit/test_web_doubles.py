"""The pages of people who are on record twice: what is sent when somebody decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site

PAIR = f"/members/doubles/{examples.an_id(400)}"


def test_what_is_chosen_of_the_other_side_is_asked_for() -> None:
    site = Site().sign_in()
    answer = site.post(f"{PAIR}/merge", name="kept", town="other", landline="other")

    (asked,) = site.services.commands("members.merge_doubles")
    assert sorted(asked.take) == ["landline", "town"]
    assert answer.status_code == 303


def test_a_pair_that_somebody_else_decided_about_says_so() -> None:
    site = Site().sign_in()
    site.services.answers["members.double"] = Refused("double-decided")

    answer = site.get(PAIR)

    assert answer.status_code == 422


@pytest.mark.parametrize("side", ["kept", "other"])
def test_a_guardians_no_is_seen_before_two_are_merged(side: str) -> None:
    site = Site().sign_in()
    pair = examples.a_double()
    no = replace(getattr(pair, side), guardian_no_on=date(2026, 9, 1))
    site.services.answers["members.double"] = replace(pair, **{side: no})

    assert site.get(PAIR).text.count("refusé le 1 sept. 2026") == 1


def test_a_guardians_no_is_what_is_chosen_against_a_consent() -> None:
    site = Site().sign_in()
    pair = examples.a_double()
    site.services.answers["members.double"] = replace(
        pair,
        kept=replace(pair.kept, guardian_no_on=date(2026, 9, 1)),
        other=replace(pair.other, guardian_consent=date(2026, 8, 1)),
        differing=["guardian_consent"],
    )

    page = site.get(PAIR).text

    assert page.count("refusé le 1 sept. 2026") == 2, "on the card and beside the choice"


def test_the_page_of_an_alias_leads_to_the_person() -> None:
    site = Site().sign_in()
    answer = site.get(f"/members/{examples.an_id(131)}")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/members/{examples.an_id(100)}")


MEMBER = f"/members/{examples.an_id(100)}"


def test_another_record_is_searched_for_and_compared() -> None:
    site = Site().sign_in()

    page = site.get(f"{MEMBER}/merge?search=Amina").text
    answer = site.post(f"{MEMBER}/merge", page=f"{MEMBER}/merge", member=str(examples.an_id(101)))

    # Nobody is compared with themselves.
    assert page.count(f'action="{MEMBER}/merge"') == 1 + len(examples.a_member_page().members) - 1
    assert answer.location == PAIR
    [asked] = site.services.commands("members.propose_double")
    assert (asked.one_id, asked.other_id) == (examples.an_id(100), examples.an_id(101))


def test_whoever_only_reads_compares_nobody() -> None:
    site = Site().sign_in(scopes=["members:read"])

    assert site.get(f"{MEMBER}/merge").status_code == 403
    assert f"{MEMBER}/merge" not in site.get(MEMBER).text
