"""Who is proposed as one person: by a name and something else that agrees, never by one alone."""

from __future__ import annotations

from typing import Any

import pytest

from services.members.domain.doubles import Facts, reasons
from shared.ids import new_id

PHONE = frozenset({"+212612345678"})


def facts(first: str = "Mohamed", last: str = "Alaoui", **more: Any) -> Facts:
    return Facts(id=new_id(), first_name=first, last_name=last, **more)


def both(one: Facts, other: Facts) -> list[str]:
    """Compare both ways round."""
    assert reasons(one, other) == reasons(other, one)
    return [*reasons(one, other)]


def test_a_number_and_a_name_in_two_scripts_are_a_reason() -> None:
    assert both(facts(phones=PHONE), facts("محمد", "العلوي", phones=PHONE)) == [
        "same-name",
        "phone",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Karim", "Karima"), ("Said", "Saïda"), ("Hassan", "Hossein"), ("Amina", "Youssef")],
)
def test_a_family_at_one_number_is_a_family(one: str, other: str) -> None:
    shared: dict[str, Any] = {"phones": PHONE, "region": "MA-04", "email": "f@example.org"}

    assert both(facts(one, **shared), facts(other, **shared)) == []


def test_a_name_alone_is_no_reason() -> None:
    assert both(facts(), facts()) == []
    assert both(facts(region="MA-04"), facts()) == []


def test_a_name_with_a_year_or_a_region_is_a_reason_while_nothing_speaks_against_it() -> None:
    assert both(facts(birth_year=2001), facts(birth_year=2001)) == ["same-name", "birth-year"]
    assert both(facts(region="MA-04"), facts(region="MA-04")) == ["same-name", "region"]
    in_rabat = facts(region="MA-04", birth_year=2001)
    assert both(in_rabat, facts(region="MA-04", birth_year=1990)) == []
    assert both(in_rabat, facts(region="MA-06", birth_year=2001)) == []


def test_a_near_name_needs_an_address() -> None:
    longer: dict[str, Any] = {"first": "Mohamed Amine", "last": "Alaoui"}
    assert both(facts(email="m@example.org"), facts(**longer, email="m@example.org")) == [
        "near-name",
        "email",
    ]
    assert both(facts(birth_year=2001), facts(**longer, birth_year=2001)) == []


def test_a_father_and_a_son_of_nearly_one_name_and_one_number_are_two() -> None:
    father = facts("Mohamed", phones=PHONE, birth_year=1970)

    assert both(father, facts("Mohamed Amine", phones=PHONE, birth_year=2004)) == []


def test_a_woman_and_a_man_of_one_spelling_are_two() -> None:
    assert both(facts("Nour", phones=PHONE, gender="woman"),
                facts("Nour", phones=PHONE, gender="man")) == []  # fmt: skip
