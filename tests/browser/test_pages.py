"""Pages in a real browser, before services in memory: what happens on them while one looks."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import expect

from shared.contracts.notifications import SendsProgress
from shared.errors import Refused
from shared.testing.waiting import eventually
from tests.browser.looks import OVERFLOW, violations
from tests.browser.shots import BY_NAME, MEMBER, Size, Studio
from tests.support import examples
from tests.support.fake_services import FakeServices

pytestmark = pytest.mark.browser


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
        services.answers["members.count_audience"] = examples.a_preview(people=7, reachable=5)
        page.check("input[value='MA-06']")
        page.wait_for_selector("#count strong:text-is('7')")

    [asked] = services.commands("members.count_audience")[-1].groups[0].conditions
    assert asked.values == ["MA-06"]
    assert services.commands("members.save_audience") == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", get_args(Size))
def test_an_audience_is_built_and_the_count_says_what_it_means(
    studio: Studio, services: FakeServices, language: str, size: Size
) -> None:
    with studio.page(BY_NAME["audience-new"], language, size) as page:
        services.events[examples.an_id(1)] = examples.an_open_event()
        page.fill("#name", "Jeunes de Rabat")
        page.check("input[name='values_0_2'][value='MA-04']")
        page.click("button[value='group']")
        page.select_option("#new_1", "silent")
        page.click("button[value='add_1']")
        page.check(f"input[name='values_1_0'][value='{examples.an_id(1)}']")
        page.click("#count-more summary")
        services.answers["members.count_audience"] = examples.a_preview(people=7, reachable=5)
        page.select_option("#match_0", "any")
        page.wait_for_selector("#count strong:text-is('7')")
        assert page.locator(".meaning > li").count() == 2
        assert page.evaluate(OVERFLOW) is False
        assert violations(page) == []
        page.click(".counted button:not([name])")
        page.wait_for_url("**/audiences")

    [saved] = services.commands("members.save_audience")
    assert [group.match for group in saved.rule.groups] == ["any", "none"]
    assert [one.what for group in saved.rule.groups for one in group.conditions] == [
        *("region", "silent"),
    ]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", get_args(Size))
def test_two_records_are_searched_for_compared_and_made_one(
    studio: Studio, services: FakeServices, language: str, size: Size
) -> None:
    with studio.page(BY_NAME["member"], language, size) as page:
        page.click(f"a[href='{MEMBER}/merge']")
        page.fill("#search", "Amina")
        page.click("main .search button")
        page.click("section[aria-labelledby=found] button >> nth=0")
        page.wait_for_url("**/members/doubles/**")
        expect(page.locator("main .columns section")).to_have_count(2)
        page.check("input[name=town][value=other]")
        assert page.evaluate(OVERFLOW) is False
        assert violations(page) == []
        page.click("form[action$=merge] .button")
        page.wait_for_url(f"**{MEMBER}")
        expect(page.locator("#merged")).to_be_visible()

    [proposed] = services.commands("members.propose_double")
    assert proposed.one_id == examples.an_id(100)
    [merged] = services.commands("members.merge_doubles")
    assert "town" in merged.take


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


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("language", "size"), [("fr", "laptop"), ("ar", "phone")])
def test_a_sheet_is_checked_its_columns_chosen_and_then_brought_in(
    studio: Studio, services: FakeServices, language: str, size: Size, *, scripts: bool
) -> None:
    with studio.page(BY_NAME["import-checked"], language, size, scripts=scripts) as page:
        assert page.locator(".changes del").count() == 3
        page.click("#columns summary")
        page.select_option("select[name='role-1']", "phone")
        page.click("#columns .actions button")
        page.wait_for_url("**/imports/*-*")
        page.click("button[name='apply']")
        page.wait_for_url("**/imports/*-*")

        expect(page.locator("h1 bdi")).to_be_visible()
        assert page.evaluate(OVERFLOW) is False
    assert services.commands("members.map_columns")[0].roles[1] == "phone"
    assert len(services.commands("members.apply_import")) == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_taking_an_import_back_takes_two_presses(
    studio: Studio, services: FakeServices, language: str
) -> None:
    with studio.page(BY_NAME["import-done"], language, "phone") as page:
        page.click("#undo summary")
        assert violations(page) == []
        page.click("#undo form button")
        page.wait_for_url("**/imports/*-*")
    assert len(services.commands("members.undo_import")) == 1


def test_a_sheet_that_is_too_large_is_said_before_it_travels(
    studio: Studio, tmp_path: Path
) -> None:
    with studio.page(BY_NAME["imports"], "fr", "laptop") as page:
        page.set_input_files("#sheet", a_file(tmp_path, 20 * 1024 * 1024 + 1))

        message = page.eval_on_selector("#sheet", "field => field.validationMessage")
        assert "dépasse 20 Mo" in message


def test_a_sheet_under_way_says_how_far_it_is(studio: Studio, tmp_path: Path) -> None:
    with studio.page(BY_NAME["imports"], "ar", "phone") as page:
        # As slow as a bad evening: 400 kB take two seconds.
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
        network = page.context.new_cdp_session(page)
        network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": 200_000})
        page.set_input_files("#sheet", a_file(tmp_path, 400_000))
        page.click("main .actions .button")

        page.wait_for_selector(".uploading", state="visible")
        assert page.locator("main .actions .button").is_disabled()
        bar = page.locator(".uploading progress")
        eventually(lambda: 0 < bar.evaluate("bar => bar.value") < 100)
        page.wait_for_url("**/imports/*-*")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refused_sheet_is_explained_with_and_without_script(
    studio: Studio, services: FakeServices, tmp_path: Path, *, scripts: bool
) -> None:
    with studio.page(BY_NAME["imports"], "fr", "laptop", scripts=scripts) as page:
        services.answers["members.begin_import"] = Refused("not-a-sheet")
        page.set_input_files("#sheet", a_file(tmp_path, 2_000))
        page.fill("#consent_wording", "J’accepte")
        page.click("main .actions .button")

        page.wait_for_selector("#problem")
        assert page.input_value("#consent_wording") == "J’accepte"
        assert page.locator("#problem:focus").count() == scripts
        assert page.url.endswith("/imports")


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


def test_without_script_an_event_is_followed_by_loading_again(
    studio: Studio, services: FakeServices
) -> None:
    with studio.page(BY_NAME["event-open"], "fr", "phone", scripts=False) as page:
        page.click("noscript a")
        page.wait_for_url("**#sends")


def test_a_young_person_answers_without_script(studio: Studio, services: FakeServices) -> None:
    with studio.page(BY_NAME["invitation"], "ar", "phone", scripts=False) as page:
        page.click("button.yes")

        expect(page.locator("p.state.confirmed")).to_be_visible()
        page.click("details.stop summary")
        page.click("button[value=sms]")
        expect(page.locator(".notice.good")).to_contain_text("لن تصلكم منا رسائل قصيرة")
    assert services.commands("events.answer")[0].answer == "yes"


def a_file(folder: Path, size: int) -> Path:
    """Make a file of so many bytes, all of them zero."""
    path = folder / "a.csv"
    with path.open("wb") as file:
        file.truncate(size)
    return path
