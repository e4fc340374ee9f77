"""A ticket on a screen is read by a camera: in light and dark, on the smallest phone, printed."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from shared.contracts.events import ticket_of
from tests.browser.shots import BY_NAME, INVITATION, Shot, Studio, a_person, invited
from tests.support import examples
from tests.support.fake_services import CODE

pytestmark = pytest.mark.browser

TICKET = ticket_of(CODE, examples.an_id(100))


def seen(page: Page) -> list[str]:
    """Give what a reader of another make finds on a picture of the page."""
    picture = Image.open(BytesIO(page.screenshot(full_page=True)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_camera_reads_the_ticket_on_the_page(studio: Studio, language: str, dark: bool) -> None:
    shot = BY_NAME["invitation-yes"]
    with studio.page(shot, language, "phone", dark=dark) as page:
        assert seen(page) == [TICKET]
        page.set_viewport_size({"width": 320, "height": 568})
        assert seen(page) == [TICKET]
        page.emulate_media(media="print")
        assert seen(page) == [TICKET]


def test_a_household_has_a_ticket_for_each_who_comes(studio: Studio) -> None:
    people = [a_person(n, answer="yes", place="confirmed") for n in (100, 101)]
    shot = Shot(name="household", path=INVITATION, answers=invited("open", *people))
    with studio.page(shot, "fr", "phone") as page:
        assert sorted(seen(page)) == sorted(ticket_of(CODE, p.member_id) for p in people)
