"""Publish and answer in a real browser, in French and in Arabic, against the whole product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.test_journey import LINK, import_sheet
from tests.support.installed import EMAIL, PASSWORD
from tests.support.reader import Reader
from tests.support.system import System

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
LOCALES = {"fr": "fr-FR", "ar": "ar-MA"}
AGE = {"fr": 88, "ar": 89}
NUMBER = {"fr": "0661000501", "ar": "0661000502"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(params=LOCALES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def laptop(browser: Browser, language: str) -> Iterator[Page]:
    context = browser.new_context(viewport=LAPTOP, locale=LOCALES[language])
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, language: str) -> Iterator[Page]:
    """A cheap phone: small, and without JavaScript."""
    context = browser.new_context(
        viewport=PHONE, locale=LOCALES[language], java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_an_organiser_publishes_and_a_young_person_answers(
    system: System, organiser: Reader, laptop: Page, phone: Page, language: str, tmp_path: Path
) -> None:
    """By keyboard and mouse as people do, from signing in to the answer being seen."""
    year = datetime.now().year - AGE[language]  # noqa: DTZ005 - a year of birth
    sheet = tmp_path / "one.csv"
    sheet.write_text(
        "prénom,nom,téléphone,langue,année de naissance,sms\n"
        f"Ilyas,Navigateur,{NUMBER[language]},{language},{year},oui\n",
        encoding="utf-8",
    )
    import_sheet(organiser, sheet)

    sign_in(laptop, system.web)
    choose_language(laptop, language)
    write_event(laptop, system.web)
    choose_people(laptop, AGE[language])
    assert laptop.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    laptop.locator("form:has(input[name=audience]) button").click()
    laptop.wait_for_url(re.compile(r"/events/[0-9a-f-]{36}$"))
    # It comes by itself: nobody loads the page again.
    laptop.wait_for_selector("article.send.finished", timeout=30_000)

    link = delivered_link(system, NUMBER[language])
    phone.goto(link)
    assert phone.locator("html").get_attribute("lang") == language
    phone.locator("button[name=answer][value=yes]").click()

    assert phone.locator("p.state.confirmed").is_visible()
    assert not serious_violations(laptop)
    laptop.reload()
    assert laptop.locator("text=Ilyas").first.is_visible()


def sign_in(page: Page, web: str) -> None:
    page.goto(f"{web}/sign-in")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/events"))


def choose_language(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.locator("details.account summary, header details summary").first.click()
        page.locator(f"button[name=language][value={language}]").click()
    assert page.locator("html").get_attribute("lang") == language


def write_event(page: Page, web: str) -> None:
    start = datetime.now() + timedelta(days=12)  # noqa: DTZ005 - the form takes a wall clock
    page.goto(f"{web}/events/new")
    page.locator("input[name=starts_at]").fill(start.strftime("%Y-%m-%dT15:00"))
    page.locator("input[name=ends_at]").fill(start.strftime("%Y-%m-%dT18:00"))
    page.locator("input[name=capacity]").fill("30")
    page.locator("input[name=title_fr]").fill("Rencontre au quartier")
    page.locator("input[name=title_ar]").fill("لقاء الحي")
    page.locator("form:has(input[name=capacity]) button:not([name])").last.click()
    page.wait_for_url(re.compile(r"/events/[0-9a-f-]{36}"))


def choose_people(page: Page, age: int) -> None:
    page.goto(page.url.rstrip("/") + "/who")
    page.locator("input[name=age_from]").fill(str(age))
    page.locator("input[name=age_to]").fill(str(age))
    page.locator(".counted button:not([name])").click()
    page.wait_for_url(re.compile("/check"))


def delivered_link(system: System, number: str) -> str:
    from shared.testing.waiting import eventually

    def look() -> str | None:
        for message in system.received("sms"):
            if message["recipient"].endswith(number[1:]):
                return next(str(each) for each in message["links"] if LINK.search(each))
        return None

    return eventually(look, within_s=30)


def serious_violations(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        each["id"]
        for each in results.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
