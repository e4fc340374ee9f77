"""What a page is asked: whether it is well formed, for everybody, for a finger, for paper."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

HERE = Path(__file__).parent
NODE = Path(sys.executable).with_name("node")

OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# The area that a finger hits is the element's, its label's, or that of the cover laid over a row.
SMALL_TARGETS = """() => {
  const least = 44;
  const shown = (element) => element.checkVisibility({ opacityProperty: false });
  const area = (element) => {
    const label = element.closest("label");
    if (label) return label.getBoundingClientRect();
    if (getComputedStyle(element, "::after").position === "absolute")
      return element.closest("li").getBoundingClientRect();
    return element.getBoundingClientRect();
  };
  // A link in a sentence or a cell is as high as its line: WCAG 2.5.8 has it so.
  const inText = (element) => element.matches(
    ":is(p:not(.trail, .more, .filter-actions), td, th, li > bdi, dd) a:not(.button)");
  return [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
    .filter((element) => shown(element) && !element.matches(".skip") && !inText(element))
    .filter((element) => {
      const { height, width } = area(element);
      return height < least - 0.5 || width < least - 0.5;
    })
    .map((element) => {
      const { height, width } = area(element);
      return `${Math.round(width)}x${Math.round(height)} ${element.outerHTML.slice(0, 120)}`;
    });
}"""

# Navigation and whatever is pressed, as far as it would be printed; not what is a heading too.
PRINTED_CONTROLS = """() => [...document.querySelectorAll("nav, .top, button, summary, .button")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !element.matches("details:is(.why, .text) > summary"))
  .map((element) => element.outerHTML.slice(0, 120))"""

INK = """() => {
  const { color, backgroundColor } = getComputedStyle(document.body);
  return [color, backgroundColor];
}"""
BLACK_ON_WHITE = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


class Validator:
    """html-validate, kept running: starting it takes longer than reading a page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def complaints(self, html: str) -> list[str]:
        """Name what html-validate finds, each with its line."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(html) + "\n")
        self._process.stdin.flush()
        found: list[str] = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def a_validator() -> Iterator[Validator]:
    """Start html-validate until the block ends."""
    command = [str(NODE), str(HERE / "validate.mjs")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Validator(process)


class Witness:
    """Hears what a page asks for and complains of, and keeps its text as the site sent it."""

    def __init__(self) -> None:
        self.html = ""
        self.hosts: set[str] = set()
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("request", lambda request: self.hosts.add(host(request)))
        page.on("requestfinished", self._keep)

    def _keep(self, request: Request) -> None:
        if request.is_navigation_request():
            response = request.response()
            if response and not 300 <= response.status < 400:
                self.html = response.text()


def violations(page: Page) -> list[tuple[str, Any]]:
    """Name what axe finds, with the first place of each."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found]


def host(request: Request) -> str:
    return request.url.split("/")[2].partition(":")[0]
