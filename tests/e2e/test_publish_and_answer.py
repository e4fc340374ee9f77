"""
Publish, answer and stand at the door in a real browser, against the whole product: in French on a
laptop and in Arabic on a phone. Each page alone is looked at in all the four ways elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.installed import EMAIL, PASSWORD, add_account
from tests.support.reader import Reader
from tests.support.system import System
from tests.support.walking import LINK, import_sheet

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
LOCALES = {"fr": "fr-FR", "ar": "ar-MA"}
VOLUNTEER = "volunteer@association.example"
CASES = {"fr-laptop": ("fr", LAPTOP, 0), "ar-phone": ("ar", PHONE, 1)}
"""Who reads which language on what, and a number for people of their own."""


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[str, ViewportSize, int]:
    return CASES[request.param]


@dataclass(frozen=True)
class Screens:
    """What the organiser works on, a cheap phone without JavaScript, and a volunteer's."""

    desk: Page
    phone: Page
    door: Page


@pytest.fixture
def screens(browser: Browser, case: tuple[str, ViewportSize, int]) -> Iterator[Screens]:
    language, size, _ = case
    contexts = [
        browser.new_context(viewport=size, locale=LOCALES[language]),
        browser.new_context(viewport=PHONE, locale=LOCALES[language], java_script_enabled=False),
        browser.new_context(viewport=size, locale=LOCALES[language]),
    ]
    yield Screens(*(context.new_page() for context in contexts))
    for context in contexts:
        context.close()


def test_an_organiser_publishes_a_young_person_answers_and_a_volunteer_lets_them_in(
    system: System,
    organiser: Reader,
    screens: Screens,
    case: tuple[str, ViewportSize, int],
    tmp_path: Path,
) -> None:
    """By keyboard and mouse as people do, from signing in to the guest at the door."""
    language, _, number = case
    age, mobile = 102 + number, f"066100050{number}"
    import_sheet(organiser, a_sheet(tmp_path, language, age, mobile))

    publish(screens.desk, system.web, language, age)
    answer(screens.phone, delivered_link(system, mobile), language)
    screens.desk.reload()
    expect(screens.desk.locator("text=Ilyas").first).to_be_visible()
    assert not serious_violations(screens.desk)

    event = urlsplit(screens.desk.url).path.rpartition("/")[2]
    stand_at_the_door(screens.door, system, language, event)
    # In a tab of its own: the event's page renews itself, which interrupts other ways to leave it.
    see_who_takes_part(screens.desk.context.new_page(), system, mobile, event)


def a_sheet(folder: Path, language: str, age: int, mobile: str) -> Path:
    year = datetime.now().year - age  # noqa: DTZ005 - a year of birth
    sheet = folder / "one.csv"
    sheet.write_text(
        "prénom,nom,téléphone,langue,année de naissance,sms\n"
        f"Ilyas,Navigateur,{mobile},{language},{year},oui\n",
        encoding="utf-8",
    )
    return sheet


def publish(page: Page, web: str, language: str, age: int) -> None:
    sign_in(page, web, EMAIL)
    choose_language(page, language)
    write_event(page, web)
    choose_people(page, age)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.locator(".publish-bar button").click()
    page.wait_for_url(re.compile(r"/events/[0-9a-f-]{36}$"))
    # It comes by itself: nobody loads the page again.
    page.wait_for_selector("article.send.finished", timeout=30_000)


def answer(page: Page, link: str, language: str) -> None:
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == language
    page.locator("button[name=answer][value=yes]").click()
    expect(page.locator("p.state.confirmed")).to_be_visible()


def stand_at_the_door(page: Page, system: System, language: str, event: str) -> None:
    """See who is to be let in, and nothing else of anybody."""
    if not system.world.count("members", "select count(*) from staff where email = %s", VOLUNTEER):
        add_account(system, VOLUNTEER, "volunteer")
    sign_in(page, system.web, VOLUNTEER)
    choose_language(page, language)
    page.locator(f"a[href='/door/{event}']").click()
    expect(page.locator(".guests li", has_text="Ilyas N.")).to_be_visible()
    assert "Navigateur" not in page.content()
    assert page.locator("nav.places a").count() == 1
    assert not serious_violations(page)
    refused = page.goto(f"{system.web}/events/{event}")
    assert refused is not None
    assert refused.status == 403


def see_who_takes_part(page: Page, system: System, mobile: str, event: str) -> None:
    """Find the event and the answer on the person's page, as members has heard of them."""
    page.goto(f"{system.web}/members?search={mobile}")
    page.locator(".people a").click()
    line = page.locator(".rows li", has=page.locator(f"a[href='/events/{event}']"))
    expect(line.locator(".said.yes")).to_be_visible()


def sign_in(page: Page, web: str, email: str) -> None:
    page.goto(f"{web}/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(events|door)$"))


def choose_language(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.locator("details.account summary, header details summary").first.click()
        page.locator(f"button[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def write_event(page: Page, web: str) -> None:
    start = datetime.now() + timedelta(days=5)  # noqa: DTZ005 - the form takes a wall clock
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
    page.locator("input[name=age_from_0_4]").fill(str(age))
    page.locator("input[name=age_to_0_4]").fill(str(age))
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
