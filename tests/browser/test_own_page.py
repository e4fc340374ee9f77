"""A person's own page in a real browser, without script: what is chosen, the data, and an end."""

from __future__ import annotations

from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import OVERFLOW, violations
from tests.browser.shots import BY_NAME, Size, Studio
from tests.support import examples
from tests.support.fake_services import OWN_LINK, FakeServices

pytestmark = pytest.mark.browser

PAGE = f"/p/{OWN_LINK}"
SAID = {
    "fr": ("Ce que vous souhaitez", "tout ce que nous gardons sur vous", "Ce qui reste"),
    "ar": ("ما ترغبون فيه", "كل ما نحتفظ به عنكم", "ما يبقى"),
}


@pytest.mark.parametrize("language", list(SAID))
@pytest.mark.parametrize("size", get_args(Size))
def test_a_person_chooses_takes_their_data_along_and_goes(
    studio: Studio, services: FakeServices, language: str, size: Size
) -> None:
    wishes, held, stays = SAID[language]
    with studio.page(BY_NAME["own-page"], language, size, scripts=False) as page:
        expect(page.locator("#wishes")).to_have_text(wishes)
        page.check(f"input[type=radio][name=language][value={language}]")
        page.check("input[name=wish][value=sms]")
        page.click(".own .send")
        page.wait_for_url("**done=saved**")

        page.click(f"a[href^='{PAGE}/data']")
        expect(page.locator("h1")).to_contain_text(held)
        for part in ("+212600000012", "Forum des jeunes"):
            expect(page.locator("main")).to_contain_text(part)
        keep(page, f"a[href^='{PAGE}/data.json']", "my-data.json")
        keep(page, f"a[href^='{PAGE}/data.html']", "my-data.html")

        page.click(f"a[href^='{PAGE}?']")
        page.click(f"a[href^='{PAGE}/erase']")
        page.click("button.choice")
        page.wait_for_url("**/erase/sure**")
        # Without the tick the browser itself holds it back.
        page.click("button.choice")
        assert services.commands("members.confirm_own_erasure") == []
        page.check("#sure")
        page.click("button.choice")
        expect(page.locator("h2")).to_contain_text(stays)
        assert page.locator("html").get_attribute("lang") == language

    [chosen] = services.commands("members.change_own_page")
    assert chosen.wish == "sms"
    [meant] = services.commands("members.confirm_own_erasure")
    assert meant.member_id == examples.an_id(100)


@pytest.mark.parametrize("language", list(SAID))
@pytest.mark.parametrize("name", ["own-data", "own-erase", "own-erase-sure", "own-erased"])
def test_these_pages_are_for_everybody_in_the_dark(
    studio: Studio, name: str, language: str
) -> None:
    with studio.page(BY_NAME[name], language, "phone", dark=True) as page:
        assert page.evaluate(OVERFLOW) is False
        assert violations(page) == []


def keep(page: Page, link: str, filename: str) -> None:
    with page.expect_download() as kept:
        page.click(link)
    assert kept.value.suggested_filename == filename
