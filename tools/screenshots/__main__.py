"""`make screenshots`: every page of the running demo into var/screenshots, a few into docs."""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any

import requests
from playwright.sync_api import sync_playwright
from rich.console import Console as Terminal

from deploy.local.places import ROOT
from tools.screenshots.album import (
    OF_MEETINGS,
    OF_THE_FORUM,
    Paths,
    Site,
    picture_console,
    picture_invitations,
    picture_sandbox,
)
from tools.screenshots.camera import Camera, View
from tools.screenshots.images import Images
from tools.screenshots.young import Received, Standing, Young

DEMO = ROOT / "var" / "demo.json"
FOLDER = ROOT / "var" / "screenshots"
IMAGES = ROOT / "docs" / "images"
TOLD_WITHIN_S = 60.0
# As root Chromium has no sandbox of its own; it opens no pages but ours.
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--hide-scrollbars")


def main() -> None:
    terminal = Terminal(highlight=False)
    told = running_demo()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(OPTIONS)
        )
        camera = Camera(chromium, FOLDER)
        site = Site(camera, told["console"], told["sandbox"], told["sign_in"])
        picture(site, terminal)
        chromium.close()
    terminal.print(f"{camera.taken} pictures in {FOLDER.relative_to(ROOT)}")


def picture(site: Site, terminal: Terminal) -> None:
    """Picture everything, once there is something to be seen on each page."""
    terminal.print("Beside the forum: a draft, an open and a cancelled meeting")
    with site.signed_in(View()) as console:
        paths = Paths(console)
    terminal.print("Links out of the messages")
    young = Young(site.sandbox)
    links = find_links(young)
    terminal.print("The console")
    picture_console(site, paths)
    terminal.print("Young people's pages")
    picture_invitations(site.camera, links)
    terminal.print("The sandbox")
    picture_sandbox(site, young)
    for path in Images(site.camera, IMAGES).make(site, paths, links):
        terminal.print(f"{path.relative_to(ROOT)}, {path.stat().st_size / 1000:.0f} kB")


def find_links(young: Young) -> dict[Standing, Received]:
    """Find a link for each thing that a young person's page can say."""
    return {
        **young.find(OF_MEETINGS, newest_first=True, within_s=TOLD_WITHIN_S),
        **young.find(OF_THE_FORUM),
    }


def running_demo() -> dict[str, Any]:
    """Read what the demo told of itself; it must be running still."""
    try:
        told: dict[str, Any] = json.loads(DEMO.read_text())
        for name in ("console", "sandbox"):
            requests.get(told[name], timeout=5)
    except (FileNotFoundError, requests.RequestException):
        sys.exit("Pictures are taken of the running demo: run `make demo` first.")
    return told


if __name__ == "__main__":
    main()
