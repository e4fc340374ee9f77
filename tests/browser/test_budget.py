"""
What a young person's page costs on a slow network, measured in a real browser.

All that travels counts, with headers and the icon; only what a page is for may be more than one
answer: the letters of Tamazight, which many phones lack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from services.web.assets import FOLDER, console_style
from services.web.fonts import CONSOLE, TIFINAGH
from services.web.languages import OWN_NAMES
from tests.browser.shots import BY_NAME, EVENT, SHOTS, Shot, Studio

pytestmark = pytest.mark.browser

MOST_BYTES = 30_000
MOST_FONT_BYTES = 5_000
MOST_CONSOLE_BYTES = 94_000
PUBLIC = [shot for shot in SHOTS if shot.public]
KINDS = [
    BY_NAME[name]
    for name in (
        *("invitation", "invitation-household", "invitation-asked-household"),
        *("invitation-stopped", "link-lost", "agenda"),
    )
]
"""One of each kind, and the heaviest of them: as much as an ordinary run has time for."""

TIFINAGH_LETTERS = re.compile("[\u2d30-\u2d7f]")
FONTS_READY = "document.fonts.ready.then(() => undefined)"


class Meter:
    """Adds up what a page makes travel; a page that is left for another begins anew."""

    def __init__(self) -> None:
        self.bytes = 0
        self.kinds: list[str] = []

    def watch(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._arrived)

    def _asked(self, event: dict[str, Any]) -> None:
        # The icon is "other": fetched once for the whole site, when the browser is idle. What the
        # browser draws its own fields with, such as the clock of a time, does not travel.
        kind = str(event["type"])
        if event["request"]["url"].startswith("data:"):
            return
        if kind == "Document":
            self.bytes, self.kinds = 0, []
        if kind != "Other":
            self.kinds.append(kind)

    def _arrived(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


@pytest.mark.parametrize(
    "shots", [KINDS, pytest.param(PUBLIC, marks=pytest.mark.slow)], ids=["kinds", "all"]
)
@pytest.mark.parametrize("language", OWN_NAMES)
def test_a_young_persons_page_is_one_answer_of_less_than_30_kb(
    studio: Studio, language: str, shots: list[Shot]
) -> None:
    icon = (FOLDER / "icon.svg").stat().st_size
    for shot, meter, text in opened(studio, language, shots):
        fonts = ["Font"] if TIFINAGH_LETTERS.search(text) else []

        assert meter.kinds == ["Document", *fonts], shot.name
        assert meter.bytes + icon < MOST_BYTES, shot.name


def test_a_young_persons_page_is_the_same_without_script(studio: Studio) -> None:
    for shot in (BY_NAME["invitation"], BY_NAME["invitation-household"]):
        with studio.page(shot, "ar", "phone", scripts=False) as page:
            assert page.locator("script").count() == 0
            assert page.locator("button.choice").first.is_visible()


def test_the_fonts_are_as_light_as_they_can_be() -> None:
    assert all(face.path.exists() for face in CONSOLE), "run make setup-browser"
    assert TIFINAGH.path.stat().st_size < MOST_FONT_BYTES
    assert sum(face.path.stat().st_size for face in CONSOLE) < 30_000
    assert len(console_style().encode()) < 40_000


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_console_is_light_at_its_first_look(studio: Studio, language: str) -> None:
    meter = Meter()
    shot = BY_NAME["event-open"]
    with studio.page(shot, language, "laptop", watch=meter.watch) as page:
        page.evaluate(FONTS_READY)

    assert page.url.endswith(EVENT)
    assert meter.kinds.count("Stylesheet") == meter.kinds.count("Script") == 1
    assert meter.kinds.count("Font") <= len(CONSOLE)
    assert meter.bytes < MOST_CONSOLE_BYTES


def opened(studio: Studio, language: str, shots: list[Shot]) -> Iterator[tuple[Shot, Meter, str]]:
    """Open each page, and give what it cost and what it says once it has all arrived."""
    for shot in shots:
        meter = Meter()
        with studio.page(shot, language, "phone", watch=meter.watch) as page:
            page.evaluate(FONTS_READY)
            text = f"{page.title()} {page.locator('body').inner_text()}"
        yield shot, meter, text
