"""Adding and changing a person in a real browser, against the whole product, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.test_publish_and_answer import (
    LAPTOP,
    LOCALES,
    PHONE,
    choose_language,
    serious_violations,
    sign_in,
)
from tests.support.installed import EMAIL
from tests.support.reader import Reader
from tests.support.system import System

pytestmark = pytest.mark.browser

PERSON = re.compile(r"/members/[0-9a-f-]{36}$")
SAVE = "form.wide-form .actions .button"
PEOPLE = {"fr": ("Hajar", "Bennis", "0661000611"), "ar": ("هاجر", "بنيس", "0661000612")}
BODIES = {"fr": "Bureau de la section", "ar": "مكتب الفرع"}
HOLDS = {"fr": "En cours", "ar": "جارية"}
OVER = {"fr": "Terminé", "ar": "منتهية"}


@pytest.fixture(params=LOCALES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(browser: Browser, system: System, organiser: Reader, language: str) -> Iterator[Page]:
    """An organiser's screen: a laptop in French, a phone in Arabic."""
    del organiser  # who has the account
    size = LAPTOP if language == "fr" else PHONE
    context = browser.new_context(viewport=size, locale=LOCALES[language], base_url=system.web)
    page = context.new_page()
    sign_in(page, system.web, EMAIL)
    choose_language(page, language)
    yield page
    context.close()


def test_a_person_is_added_changed_by_two_and_let_into_a_body(desk: Page, language: str) -> None:
    first, _, number = PEOPLE[language]

    add_somebody(desk, language)
    assert number[1:] in desk.locator("#reach + dl").inner_text()
    assert desk.locator(".ledger .given").count() == 1
    assert not serious_violations(desk)

    change_at_the_same_time(desk)
    assert "Salé" in desk.locator("#about + dl").inner_text()
    assert "2004" in desk.locator("#about + dl").inner_text()

    add_a_body(desk, language)
    desk.goto(f"/members?search={number}")
    desk.click(f"a:has-text('{first}')")
    hold_and_end_a_mandate(desk, language)
    assert not serious_violations(desk)


def add_somebody(page: Page, language: str) -> None:
    first, last, number = PEOPLE[language]
    page.goto("/members/new")
    page.fill("#first_name", first)
    page.fill("#last_name", last)
    page.fill("#mobile", "O661")
    page.click(SAVE)
    # Said beside the field; what was typed stays.
    page.wait_for_selector("#mobile-wrong")
    assert page.input_value("#last_name") == last
    page.fill("#mobile", number)
    page.check("input[name=consent_channels][value=sms]")
    for name in ("wording", "source", "collector"):
        page.fill(f"#consent_{name}", "feuille signée")
    page.fill("#consent_date", "2026-10-01")
    page.click(SAVE)
    page.wait_for_url(PERSON)


def change_at_the_same_time(page: Page) -> None:
    """Two windows on one person: the one that saves second is told, and loses nothing."""
    person = page.url
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"{person}/change")
    page.fill("#birth_year", "2004")
    page.click(SAVE)
    page.wait_for_url(PERSON)

    other.fill("#town", "Salé")
    other.click(SAVE)
    other.wait_for_selector(".meanwhile")
    assert other.locator(".meanwhile").count() == 1
    assert other.input_value("#birth_year") == "2004"
    assert other.input_value("#town") == "Salé"
    other.click(SAVE)
    other.wait_for_url(PERSON)
    other.close()
    page.reload()


def add_a_body(page: Page, language: str) -> None:
    page.goto("/sorting")
    page.fill(f"#name_{language}_new", BODIES[language])
    page.click("main section:last-of-type form .button")
    page.wait_for_selector(f".rows strong:has-text('{BODIES[language]}')")


def hold_and_end_a_mandate(page: Page, language: str) -> None:
    page.click("#mandates ~ details summary")
    page.select_option("#body", label=BODIES[language])
    page.fill("#begins_on", "2025-01-01")
    page.click("#mandates ~ details .button")
    page.wait_for_selector(f".mandate:has-text('{HOLDS[language]}')")
    page.click(".mandate summary")
    page.fill(".mandate input[name=last_day]", "2025-12-31")
    page.click(".mandate form[action$=end] .button")
    page.wait_for_selector(f".mandate.past:has-text('{OVER[language]}')")
