"""
Every page in a real browser, before services in memory: nothing overflows, nothing is refused by
the page's own policy, and whoever cannot see or point gets along, in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from shared.contracts.notifications import SendsProgress
from shared.testing.waiting import eventually
from tests.browser.shots import EVENT, SHOTS, Shot, Studio, a_studio
from tests.support import examples
from tests.support.fake_services import FakeServices

pytestmark = pytest.mark.browser

BY_NAME = {shot.name: shot for shot in SHOTS}
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with a_studio() as found:
        yield found


@pytest.fixture
def services(studio: Studio) -> FakeServices:
    return studio.services


def violations(page: Page) -> list[tuple[str, Any]]:
    """Name what axe finds, with the first place of each."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found]


@pytest.mark.parametrize("language", ["ar", pytest.param("fr", marks=pytest.mark.slow)])
@pytest.mark.parametrize("shot", SHOTS, ids=[shot.name for shot in SHOTS])
def test_a_page_fits_a_phone_and_is_for_everybody(
    studio: Studio, shot: Shot, language: str
) -> None:
    complaints: list[str] = []
    asked: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda said: complaints.append(_complaint(said)))
        page.on("request", lambda request: asked.append(_host(request)))

    with studio.page(shot, language, "phone", watch=watch) as page:
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate(OVERFLOW) is False
        assert violations(page) == []
    assert set(asked) <= {"127.0.0.1"}
    assert [c for c in complaints if "Content Security" in c or "TypeError" in c] == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", ["event-open", "check", "invitation-household", "event-form"])
def test_a_page_is_for_everybody_on_a_laptop_in_the_dark(
    studio: Studio, name: str, language: str
) -> None:
    with studio.page(BY_NAME[name], language, "laptop", dark=True) as page:
        assert page.evaluate(OVERFLOW) is False
        assert violations(page) == []


def test_the_count_follows_what_is_ticked(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["who"], "fr", "laptop") as page:
        services.answers["members.preview_audience"] = examples.a_preview(people=7, reachable=5)
        page.check("input[value='MA-06']")
        page.wait_for_selector("#count strong:text-is('7')")

    asked = services.commands("members.preview_audience")[-1]
    assert asked.regions == ["MA-06"]
    assert services.commands("members.save_audience") == []


def test_progress_comes_by_itself_and_ends(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["event-open"], "fr", "laptop") as page:
        done = {"sms": {"delivered": 1240}}
        services.answers["notifications.sends"] = SendsProgress(
            sends=[examples.a_send(totals=done, finished=True)]
        )
        page.wait_for_selector("text=Tout est parti", timeout=6_000)

        assert page.locator("[data-live]").count() == 0


def test_progress_survives_a_silence(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["event-open"], "fr", "laptop") as page:
        services.down.add("notifications")
        page.wait_for_selector("text=Cette page réessaie", timeout=6_000)
        services.down.clear()
        page.wait_for_selector(".stale-note", state="hidden", timeout=6_000)


def test_stopping_takes_two_presses_and_is_not_taken_away_meanwhile(
    studio: Studio, services: FakeServices
) -> None:
    with studio.page(BY_NAME["event-open"], "ar", "phone") as page:
        page.click(".stop summary")
        page.wait_for_timeout(2_500)
        page.click(".stop form button")
        page.wait_for_url("**/events/*")

    assert len(services.commands("notifications.stop_send")) == 1


def test_an_import_that_ends_shows_its_rows(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["import"], "fr", "laptop") as page:
        services.answers["members.import_progress"] = examples.an_import(state="done", done=2172)
        page.wait_for_selector("h2:has-text('Terminé')", timeout=6_000)


def test_a_sheet_that_is_too_large_is_said_before_it_travels(
    studio: Studio, tmp_path: Path
) -> None:
    with studio.page(BY_NAME["imports"], "fr", "laptop") as page:
        page.set_input_files("#sheet", a_file(tmp_path, 20 * 1024 * 1024 + 1))

        message = page.eval_on_selector("#sheet", "field => field.validationMessage")
        assert "dépasse 20 Mo" in message


def test_a_body_over_the_limit_is_answered_and_not_cut_off(
    studio: Studio, services: FakeServices, tmp_path: Path
) -> None:
    with studio.page(BY_NAME["imports"], "fr", "laptop") as page:
        page.evaluate("document.querySelector('#sheet').removeAttribute('data-most')")
        page.evaluate("document.querySelector('form[enctype]').noValidate = true")
        page.set_input_files("#sheet", a_file(tmp_path, 23 * 1024 * 1024))
        page.click("main .actions .button")

        page.wait_for_selector("text=dépasse 20 Mo")
    assert services.commands("members.begin_import") == []


def test_an_event_is_written_and_published_by_keyboard_alone(
    studio: Studio, services: FakeServices
) -> None:
    with studio.page(BY_NAME["events-none"], "fr", "laptop") as page:
        press(page, "a[href='/events/new']", then="**/events/new")
        for field, day, hour in [
            ("starts_at", "04172027", "1000AM"),
            ("ends_at", "04172027", "0600PM"),
        ]:
            write(page, f"#{field}", day)
            page.keyboard.press("Tab")
            page.keyboard.type(hour)
        write(page, "#capacity", "150")
        write(page, "#title_fr", "Forum des jeunes")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{EVENT}")
        press(page, "a[href$='/who']", then="**/who")
        press(page, "input[value='MA-06']", key="Space")
        press(page, ".counted button", then="**/check?**")
        press(page, ".publish-bar button", then=f"**{EVENT}")

    [form] = services.commands("events.create_event")
    assert (form.starts_at, form.ends_at) == ("2027-04-17T10:00", "2027-04-17T18:00")
    assert services.commands("members.save_audience")[0].filter.regions == ["MA-06"]
    assert len(services.commands("events.publish_event")) == 1


def test_without_script_an_event_is_followed_by_loading_again(
    studio: Studio, services: FakeServices
) -> None:
    with studio.page(BY_NAME["event-open"], "fr", "phone", scripts=False) as page:
        page.click("noscript a")
        page.wait_for_url("**#sends")


def test_a_young_person_answers_without_script(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["invitation"], "ar", "phone", scripts=False) as page:
        page.click("button.yes")

        assert page.locator("p.state.confirmed").is_visible()
        page.click("details.stop summary")
        page.click("button[value=sms]")
        assert "لن تصلكم منا رسائل قصيرة" in page.locator(".notice.good").inner_text()
    assert services.commands("events.answer")[0].answer == "yes"


def a_file(folder: Path, size: int) -> Path:
    """Make a file of so many bytes, all of them zero."""
    path = folder / "a.csv"
    with path.open("wb") as file:
        file.truncate(size)
    return path


def press(page: Page, selector: str, *, key: str = "Enter", then: str = "") -> None:
    """Go there by keyboard, press, and wait for the page that follows."""
    go_to(page, selector)
    page.keyboard.press(key)
    if then:
        page.wait_for_url(then)


def write(page: Page, selector: str, text: str) -> None:
    go_to(page, selector)
    page.keyboard.type(text)


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the keyboard is there, as somebody without a mouse does."""
    here = f"document.activeElement.matches({selector!r})"

    def there() -> bool:
        if page.evaluate(here):
            return True
        page.keyboard.press("Tab")
        return False

    eventually(there, within_s=20, every_s=0)


def _complaint(said: ConsoleMessage) -> str:
    return f"{said.type}: {said.text}"


def _host(request: Request) -> str:
    return request.url.split("/")[2].partition(":")[0]
