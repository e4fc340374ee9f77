"""A browser that looks at pages as on a phone or on a laptop, and keeps what it saw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

Size = Literal["phone", "laptop"]
SIZES: dict[Size, tuple[int, int]] = {"phone": (390, 844), "laptop": (1280, 800)}
LONGEST = 6000


@dataclass(frozen=True, kw_only=True)
class View:
    """How pages are looked at; `sharp` gives two pixels for each, as good screens do."""

    language: str = "fr"
    size: Size = "laptop"
    dark: bool = False
    sharp: bool = False

    def name(self, page: str) -> str:
        return f"{self.language}-{self.size}-{page}{'-dark' if self.dark else ''}"


class Camera:
    """Takes pictures; they are named after language, size and page."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.taken = 0

    @contextmanager
    def page(self, view: View) -> Iterator[Page]:
        """Open a browser window, with cookies of its own."""
        width, height = SIZES[view.size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if view.sharp else 1,
            locale=view.language,
            timezone_id="Africa/Casablanca",
            color_scheme="dark" if view.dark else "light",
            reduced_motion="reduce",
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def take(self, page: Page, view: View, name: str) -> None:
        """Picture the whole page, as on a screen so long that nothing needs to be scrolled."""
        width, height = SIZES[view.size]
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": min(max(whole, height), LONGEST)})
        page.screenshot(path=self._folder / f"{view.name(name)}.png")
        page.set_viewport_size({"width": width, "height": height})
        self.taken += 1

    def picture_of(self, html: str) -> bytes:
        """Picture the `.calm` element of a piece of HTML."""
        with self.page(View()) as page:
            page.set_content(html, wait_until="load")
            return page.locator(".calm").screenshot()
