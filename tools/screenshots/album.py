"""Which pages are pictured, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from playwright.sync_api import Page

from tools.screenshots.camera import Camera, View
from tools.screenshots.console import Console, Meeting
from tools.screenshots.young import Received, Standing, Young

DRAFT = Meeting(
    title_fr="Rencontre des jeunes du Souss",
    title_ar="لقاء شباب سوس",
    in_days=45,
    capacity=60,
    type="youth_meeting",
)
OPEN = Meeting(
    title_fr="Réunion de préparation du forum",
    title_ar="اجتماع الإعداد للمنتدى",
    in_days=12,
)
CANCELLED = Meeting(
    title_fr="Séance de travail sur le budget",
    title_ar="جلسة عمل حول الميزانية",
    in_days=18,
)
FORUM = "Forum des jeunes"
AUDIENCE = "Jeunes de 16 à 35 ans"
NOBODY = "00000000-0000-7000-8000-000000000000"

VIEWS = (
    *(View(language="fr", size="laptop"), View(language="fr", size="phone")),
    *(View(language="ar", size="laptop"), View(language="ar", size="phone")),
    *(View(language="fr", size="laptop", dark=True), View(language="ar", size="phone", dark=True)),
)

FORUM_SAYS = ("confirmed", "waiting", "maybe", "no", "full", "household")
OF_THE_FORUM = (
    *(Standing(language, says) for language in ("ar", "fr") for says in FORUM_SAYS),
    *(Standing("zgh", "confirmed"), Standing("zgh", "full"), Standing("en", "full")),
)
OF_MEETINGS = tuple(
    Standing(language, says) for language in ("ar", "fr") for says in ("open", "cancelled")
)


@dataclass(frozen=True)
class Site:
    """The running demo, as its closing table tells of it."""

    camera: Camera
    url: str
    sandbox: str
    account: dict[str, str]

    @contextmanager
    def signed_in(self, view: View) -> Iterator[Console]:
        """Open the console in a window of its own, in the view's language."""
        with self.camera.page(view) as page:
            console = Console(page, self.url)
            console.sign_in(self.account, view.language)
            yield console


class Paths:
    """Where the console's events are; those that are not there yet are made."""

    def __init__(self, console: Console) -> None:
        self.draft = console.have(DRAFT)
        self.open = console.have_published(OPEN)
        self.cancelled = console.have_cancelled(CANCELLED)
        self.forum = console.find(FORUM) or self.open

    def pages(self) -> dict[str, str]:
        """Give the console's pages that an address alone leads to."""
        return {
            "events": "/events",
            "event-new": "/events/new",
            "event-draft": self.draft,
            "event-change": f"{self.draft}/change",
            "who": f"{self.draft}/who",
            "event-full": self.forum,
            "answers": f"{self.forum}/answers",
            "event-open": self.open,
            "cancel": f"{self.open}/cancel",
            "event-cancelled": self.cancelled,
            "members": "/members",
            "members-found": "/members?search=Bennani&languages=fr",
            "members-nobody": "/members?search=Nobody-is-called-so",
            "imports": "/imports",
            "lost": f"/members/{NOBODY}",
        }


def picture_console(site: Site, paths: Paths) -> None:
    """Picture every page of the console, in French and in Arabic."""
    for view in VIEWS:
        _picture_sign_in(site, view)
        with site.signed_in(view) as console:
            for name, path in paths.pages().items():
                site.camera.take(console.open(path), view, name)
            for name, page in _pages_behind_others(console, paths):
                site.camera.take(page, view, name)


def _picture_sign_in(site: Site, view: View) -> None:
    with site.camera.page(view) as page:
        page.goto(urljoin(site.url, "/sign-in"))
        site.camera.take(page, view, "sign-in")
        # An address that has no account: the demo's own must not run into the throttle.
        page.fill("#email", "nobody@multaqa.example")
        page.fill("#password", "not the right one")
        page.click("main button.button")
        site.camera.take(page, view, "sign-in-refused")


def _pages_behind_others(console: Console, paths: Paths) -> Iterator[tuple[str, Page]]:
    yield "member", _follow(console.open("/members"), ".people a")
    yield "import", _follow(console.open("/imports"), ".table-frame tbody a")
    yield "check", open_check(console, paths)
    page = console.open("/events")
    page.click("details.me summary")
    yield "menu", page
    yield "event-refused", _written_badly(console.open("/events/new"))


def open_check(console: Console, paths: Paths) -> Page:
    """Open the page before sending, for the people whom the demo's forum was for."""
    return _follow(console.open(f"{paths.draft}/who"), f"li:has-text('{AUDIENCE}') a.button")


def _follow(page: Page, link: str) -> Page:
    page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    return page


def _written_badly(page: Page) -> Page:
    page.fill("#starts_at", "2026-01-10T09:00")
    page.fill("#ends_at", "2026-01-10T17:00")
    page.fill("#capacity", "150")
    page.fill("#title_fr", FORUM)
    return _follow(page, "main .actions button.button")


def picture_invitations(camera: Camera, links: Mapping[Standing, Received]) -> None:
    """Picture each link's page in its owner's language, and the ways out from it."""
    for standing, received in links.items():
        view = View(language=standing.language, size="phone")
        for each in (view, replace(view, size="laptop"), replace(view, dark=True)):
            with camera.page(each) as page:
                page.goto(received.link)
                camera.take(page, each, f"invitation-{standing.says}")
        if standing.says == "full":
            _picture_ways_out(camera, view, received.link)


def _picture_ways_out(camera: Camera, view: View, link: str) -> None:
    with camera.page(view) as page:
        page.goto(link)
        page.click("details.stop summary")
        camera.take(page, view, "invitation-stop")
        page.goto(link.replace("/i/", "/u/"))
        camera.take(page, view, "unsubscribe")
        page.goto(f"{link[:-9]}zzzzzzzzz?lang={view.language}")
        camera.take(page, view, "link-lost")


def picture_sandbox(site: Site, young: Young) -> None:
    """Picture the phones and inboxes; their own pages are in English, what they got is not."""
    shown = [
        (language, young.a_message("sms", language), young.a_message("email", language))
        for language in ("ar", "fr", "zgh")
    ]
    for view in (
        View(language="en"),
        View(language="en", size="phone"),
        View(language="en", dark=True),
    ):
        with site.camera.page(view) as page:
            page.goto(site.sandbox)
            site.camera.take(page, view, "sandbox")
            for language, sms, email in shown:
                if sms:
                    page.goto(f"{site.sandbox}phones/{sms.recipient}")
                    site.camera.take(page, view, f"sandbox-phone-{language}")
                if email:
                    page.goto(f"{site.sandbox}inboxes/{email.recipient}")
                    site.camera.take(page, view, f"sandbox-inbox-{language}")
                    page.goto(f"{site.sandbox}mails/{email.number}")
                    page.wait_for_load_state("networkidle")
                    site.camera.take(page, view, f"sandbox-mail-{language}")
