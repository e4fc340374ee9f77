"""The page of money: what is typed in French or Arabic becomes amounts, and survives a refusal."""

from __future__ import annotations

import pytest

from services.web.console.money import NO_AMOUNT, beginning, in_dirhams, thousandths
from shared.contracts.notifications import ChangeMoneyRules, Price, SetEventBudget
from shared.errors import Refused
from tests.support.web_site import EVENT, Site

PAGE = "/money"


@pytest.mark.parametrize("typed", ["1500,45", "1500.45", "1 500,45", "1\u202f500,45", "١٬٥٠٠٫٤٥"])
def test_an_amount_is_read_as_the_reader_writes_it(typed: str) -> None:
    assert thousandths(typed) == 1_500_450


@pytest.mark.parametrize(
    "typed", ["abc", "-1", "0,0001", "1e9", "nan", "inf", "1.2.3", "9" * 16, "9e999999"]
)
def test_what_is_no_amount_is_refused_and_never_guessed(typed: str) -> None:
    assert thousandths(typed) == NO_AMOUNT


@pytest.mark.parametrize("typed", ["+212", "00212", "+ 212", "٠٠٢١٢", "+٢١٢"])
def test_the_beginning_of_numbers_is_read_as_people_dial_it(typed: str) -> None:
    assert beginning(typed) == "+212"


def test_the_rules_are_typed_and_what_is_left_empty_is_no_limit() -> None:
    site = Site().sign_in()
    form = {
        "price_0_prefix": "00212",
        "price_0_part": "0,45",
        "price_1_prefix": "",
        "price_1_part": "",
        "a_month": "٢٠٠٠",
        "an_event": "",
        "alone_up_to": "٥٠٠",
    }

    assert site.post(PAGE, **form).status_code == 303

    (command,) = site.services.commands("notifications.change_money_rules")
    assert isinstance(command, ChangeMoneyRules)
    assert command.rules.prices == [Price(prefix="+212", a_part=450)]
    assert (command.rules.a_month, command.rules.an_event) == (2_000_000, None)
    assert command.rules.alone_up_to == 500


def test_what_was_typed_survives_a_refusal() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.change_money_rules"] = Refused("money-unreadable")

    answer = site.post(PAGE, price_0_prefix="+212", price_0_part="cher", a_month="beaucoup")

    assert answer.status_code == 422
    assert 'value="cher"' in answer.text
    assert 'value="beaucoup"' in answer.text


def test_an_event_has_a_budget_of_its_own_or_the_usual_one() -> None:
    site = Site().sign_in()

    site.post(f"{EVENT}/money", most="300,5")
    site.post(f"{EVENT}/money", most="")

    own, usual = site.services.commands("notifications.set_event_budget")
    assert isinstance(own, SetEventBudget)
    assert isinstance(usual, SetEventBudget)
    assert (own.most, usual.most) == (300_500, None)


def test_an_amount_is_shown_as_it_is_typed() -> None:
    assert (in_dirhams(450), in_dirhams(2_000_000), in_dirhams(None)) == ("0.45", "2000", "")
