"""The page of the rules of sending: what is typed becomes rules, and survives a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.web.console.sending_rules import RulesTyped
from shared.contracts.notifications import ChangeSendingRules, Hours, Season
from shared.errors import Refused
from tests.support.sending import sending_rules
from tests.support.web_site import Site

PAGE = "/sending-rules"
FORM = {
    "nights_begins": "21:30",
    "nights_ends": "08:00",
    "season_0_first": "2027-02-08",
    "season_0_last": "2027-03-09",
    "season_3_first": "2028-01-28",
    "season_3_last": "2028-02-26",
    "most_messages": "",
    "in_days": "7",
}


def test_rules_are_typed_and_what_is_left_empty_is_no_rule() -> None:
    site = Site().sign_in()

    assert site.post(PAGE, **FORM).status_code == 303

    (command,) = site.services.commands("notifications.change_sending_rules")
    assert isinstance(command, ChangeSendingRules)
    assert command.rules.nights == Hours(begins="21:30", ends="08:00")
    assert command.rules.fridays is None
    assert command.rules.ramadans == [
        Season(first=date(2027, 2, 8), last=date(2027, 3, 9)),
        Season(first=date(2028, 1, 28), last=date(2028, 2, 26)),
    ]
    assert (command.rules.most_messages, command.rules.in_days) == (0, 7)
    assert not command.rules.plain_letters


def test_plain_letters_are_chosen_by_a_tick_that_stays() -> None:
    site = Site().sign_in()

    site.post(PAGE, **FORM, plain_letters="yes")

    (command,) = site.services.commands("notifications.change_sending_rules")
    assert isinstance(command, ChangeSendingRules)
    assert command.rules.plain_letters
    assert RulesTyped.of(command.rules).rules("Africa/Casablanca").plain_letters


def test_what_was_typed_survives_a_refusal_beside_its_field() -> None:
    site = Site().sign_in()
    site.services.answers["notifications.change_sending_rules"] = Refused(
        "hours-unreadable", {"field": "nights"}
    )

    answer = site.post(PAGE, **(FORM | {"nights_ends": "21:30"}))

    assert answer.status_code == 422
    assert 'value="2028-02-26"' in answer.text
    assert 'id="nights-wrong"' in answer.text


def test_a_form_shows_what_holds_and_says_it_again_unchanged() -> None:
    rules = sending_rules()

    again = RulesTyped.of(rules).rules(rules.zone)

    assert (again.nights, again.ramadans, again.fridays) == (
        rules.nights,
        rules.ramadans,
        rules.fridays,
    )
    assert again.most_messages == rules.most_messages


def test_the_clock_of_the_association_is_shown_and_stays_what_it_is() -> None:
    site = Site().sign_in()
    abroad = replace(sending_rules(), zone="Europe/Paris")
    site.services.answers["notifications.sending_rules"] = abroad

    page = site.get(PAGE).text
    site.post(PAGE, **FORM)

    assert "À l’heure de <bdi>Europe/Paris</bdi>" in page
    assert "arabe, français, tamazight, anglais" in page
    [command] = site.services.commands("notifications.change_sending_rules")
    assert command.rules.zone == "Europe/Paris"
