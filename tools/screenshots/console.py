"""The organisers' side in one browser window, and how events come to be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tools.demo import forum

SECRETARIAT = "executive-secretariat"
ALL_OUT = "#sends-part:not([data-live]) .send.finished"
TOLD_WITHIN_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """An event that stands in the pictures beside the demo's forum."""

    title_fr: str
    title_ar: str
    in_days: int
    capacity: int = 20
    type: str = "assembly"


class Console:
    """The console as an organiser uses it: by its pages alone."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    def open(self, path: str) -> Page:
        self.page.goto(urljoin(self._url, path))
        return self.page

    def sign_in(self, account: dict[str, str], language: str) -> None:
        """Sign in, and go on in this language."""
        self.open("/sign-in")
        self.page.fill("#email", account["email"])
        self.page.fill("#password", account["password"])
        self.page.click("main button.button")
        self.page.wait_for_url("**/events")
        self.page.click("details.me summary")
        self.page.click(f'details.me button[name=language][value="{language}"]')
        self.page.wait_for_load_state()

    def find(self, title: str) -> str | None:
        """Give the path of the event with this title, if the first page of events has it."""
        links = self.open("/events").locator(".ticket h2 a", has_text=title)
        return links.first.get_attribute("href") if links.count() else None

    def have(self, meeting: Meeting) -> str:
        """Give a meeting's path; one that is not there yet is written down as a draft."""
        return self.find(meeting.title_fr) or self._write(meeting)

    def have_published(self, meeting: Meeting) -> str:
        """Give a meeting's path, once the secretariat, twelve people, is invited to it."""
        path = self.have(meeting)
        if self._state(path) == "draft":
            self.open(f"{path}/who")
            self.page.check(f'input[name=values_0_0][value="{SECRETARIAT}"]', force=True)
            self.page.click('form.beside button.button:not([name="step"])')
            self.page.click("form.publish-bar button.button")
            self.page.wait_for_url(f"**{path}")
        return path

    def have_cancelled(self, meeting: Meeting) -> str:
        """Give a meeting's path, once it is called off after everybody was invited."""
        path = self.have_published(meeting)
        if self._state(path) == "published":
            # The page shows by itself when all is out; a cancellation before that tells nobody.
            self.page.wait_for_selector(ALL_OUT, timeout=TOLD_WITHIN_MS)
            self.open(f"{path}/cancel")
            self.page.click("main button.danger")
            self.page.wait_for_url(f"**{path}")
        return path

    def _write(self, meeting: Meeting) -> str:
        today = datetime.now(ZoneInfo(forum.ZONE))
        starts = (today + timedelta(days=meeting.in_days)).replace(hour=15, minute=0)
        self.open("/events/new")
        self.page.check(f'input[name=type][value="{meeting.type}"]', force=True)
        for name, moment in (("starts_at", starts), ("ends_at", starts + timedelta(hours=2))):
            self.page.fill(f"#{name}", moment.strftime("%Y-%m-%dT%H:%M"))
        self.page.fill("#capacity", str(meeting.capacity))
        for language, title in (("fr", meeting.title_fr), ("ar", meeting.title_ar)):
            self.page.fill(f"#title_{language}", title)
            self.page.fill(f"#venue_{language}", forum.TEXTS[language].venue)
        self.page.click("main .actions button.button")
        self.page.wait_for_selector(".event-heading")
        return urlsplit(self.page.url).path

    def _state(self, path: str) -> str:
        pill = self.open(path).locator(".event-heading .pill").first
        return (pill.get_attribute("class") or "").removeprefix("pill").strip()
