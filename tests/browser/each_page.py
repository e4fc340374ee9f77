"""What holds for every page, on a phone; a file of tests for each direction asks it."""

from __future__ import annotations

from tests.browser.looks import (
    BLACK_ON_WHITE,
    INK,
    OVERFLOW,
    PRINTED_CONTROLS,
    SMALL_TARGETS,
    Validator,
    Witness,
    violations,
)
from tests.browser.shots import Shot, Studio

PAPER_PIXELS = 718
"""The width of an A4 sheet between usual margins, at CSS's 96 pixels an inch."""


def look_at(
    studio: Studio, validator: Validator, shot: Shot, language: str, *, listen: bool = True
) -> None:
    """
    Open a page as somebody on a phone, and ask it what can be asked of any page at once.

    It fits; it is well formed, and (`listen`) for whoever cannot see or point; fingers find
    what is pressed; nothing comes from elsewhere or against its policy; it prints black on
    white, without navigation and without what only a screen can do.
    """
    witness = Witness()
    with studio.page(shot, language, "phone", watch=witness.watch) as page:
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate(OVERFLOW) is False
        assert not listen or violations(page) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert validator.complaints(witness.html) == []

        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": PAPER_PIXELS, "height": 1000})
        assert page.evaluate(OVERFLOW) is False
        assert page.evaluate(PRINTED_CONTROLS) == []
        assert page.evaluate(INK) == BLACK_ON_WHITE
    assert witness.hosts <= {"127.0.0.1"}
    assert [c for c in witness.complaints if "Content Security" in c or "TypeError" in c] == []


def listen_to(studio: Studio, shot: Shot, language: str) -> None:
    """Open a page as somebody who cannot see or point, by what axe knows of them."""
    with studio.page(shot, language, "phone") as page:
        assert violations(page) == []
