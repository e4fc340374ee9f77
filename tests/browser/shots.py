"""
A picture of every page, for looking at: `python -m tests.browser.shots [name …]`.

They go to var/screenshots, in French and Arabic, on a phone and on a laptop.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from shared.contracts.events import AnswerPage, EventPage, Invited
from shared.contracts.members import Imports, MemberPage
from shared.contracts.notifications import SendsProgress
from shared.errors import Refused
from tests.browser.site import running_site
from tests.support import examples
from tests.support.fake_services import CODE, PASSWORD, FakeServices

FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"
SIZES = {"phone": (390, 844), "laptop": (1280, 800)}
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-background-networking"],
}
EVENT = f"/events/{examples.an_id(1)}"
Change = Callable[[FakeServices], Any]


@dataclass(frozen=True)
class Shot:
    """One page in one state; `change` brings the services into it, `act` does what comes first."""

    name: str
    path: str
    change: Change = lambda _: None
    act: Callable[[Page], Any] = lambda _: None
    signed_in: bool = True


def _opened(services: FakeServices, **changes: Any) -> None:
    services.events[examples.an_id(1)] = examples.an_open_event(**changes)


def _some_events(services: FakeServices) -> None:
    card = examples.a_card()
    later = replace(card, event_id=examples.an_id(2), starts_at=card.starts_at + timedelta(days=40))
    past = replace(card, event_id=examples.an_id(3), starts_at=card.starts_at - timedelta(days=90))
    listed = [
        examples.an_event(card=replace(later, type="assembly")),
        examples.an_open_event(),
        examples.an_open_event(card=replace(past, type="youth_meeting"))
        and replace(examples.an_open_event(), card=past, state="cancelled"),
    ]
    services.answers["events.events"] = EventPage(events=listed, next="bmV4dA")


def _invited(situation: str, *people: Invited) -> Change:
    def change(services: FakeServices) -> None:
        services.answers["events.open_invitation"] = examples.an_invitation(
            *people, situation=situation
        )

    return change


def _person(number: int = 100, **changes: Any) -> Invited:
    return replace(Invited(member_id=examples.an_id(number)), **changes)


def _refuse(name: str, code: str) -> Change:
    def change(services: FakeServices) -> None:
        services.answers[name] = Refused(code)

    return change


def _answers(name: str, answer: Any) -> Change:
    return lambda services: services.answers.update({name: answer})


def _down(*names: str) -> Change:
    return lambda services: services.down.update(names)


def _write_badly(page: Page) -> None:
    page.fill("#starts_at", "2026-01-10T09:00")
    page.fill("#ends_at", "2026-01-10T17:00")
    page.fill("#capacity", "150")
    page.fill("#title_fr", "Forum des jeunes")
    page.click("main .actions .button")


OFFER = _person(
    answer="yes", place="offered", offered_until=examples.START - timedelta(days=3, hours=2)
)
SHOTS = [
    Shot("sign-in", "/sign-in", signed_in=False),
    Shot("events", "/events", _some_events),
    Shot("events-none", "/events", _answers("events.events", EventPage(events=[]))),
    Shot("event-form", "/events/new"),
    Shot(
        "event-form-refused",
        "/events/new",
        _refuse("events.create_event", "event-in-the-past"),
        _write_badly,
    ),
    Shot("event-draft", EVENT),
    Shot("who", f"{EVENT}/who"),
    Shot("check", f"{EVENT}/check?audience={examples.an_id(300)}"),
    Shot("event-open", EVENT, _opened),
    Shot(
        "event-inviting",
        EVENT,
        lambda s: (
            _opened(s, inviting=True),
            s.answers.update(
                {
                    "notifications.sends": SendsProgress(sends=[]),
                    "events.answers": AnswerPage(answers=[]),
                }
            ),
        ),
    ),
    Shot("event-parts-missing", EVENT, lambda s: (_opened(s), s.down.add("notifications"))),
    Shot("answers", f"{EVENT}/answers", _opened),
    Shot("cancel", f"{EVENT}/cancel", _opened),
    Shot("members", "/members"),
    Shot("members-filters", "/members?regions=MA-06&languages=ar"),
    Shot("members-none", "/members", _answers("members.find_members", MemberPage(members=[], total=0))),
    Shot("member", f"/members/{examples.an_id(100)}"),
    Shot("imports", "/imports"),
    Shot("imports-none", "/imports", _answers("members.imports", Imports(imports=[]))),
    Shot("import", f"/imports/{examples.an_id(700)}"),
    Shot(
        "import-refused",
        f"/imports/{examples.an_id(700)}",
        _answers(
            "members.import_progress",
            examples.an_import(
                state="refused", refused="missing-columns", detail={"columns": "téléphone"}, rows=0
            ),
        ),
    ),
    Shot("console-unavailable", "/members", _down("members")),
    Shot("console-nothing", f"/members/{examples.an_id(1)}", _refuse("members.member", "not-found")),
    Shot("invitation", f"/i/{CODE}", signed_in=False),
    Shot("invitation-yes", f"/i/{CODE}", _invited("open", _person(answer="yes", place="confirmed")), signed_in=False),
    Shot("invitation-full", f"/i/{CODE}", _invited("full"), signed_in=False),
    Shot("invitation-waiting", f"/i/{CODE}", _invited("full", _person(answer="yes", place="waiting", position=4)), signed_in=False),
    Shot("invitation-offer", f"/i/{CODE}", _invited("full", OFFER), signed_in=False),
    Shot("invitation-changed", f"/i/{CODE}", _invited("changed"), signed_in=False),
    Shot("invitation-cancelled", f"/i/{CODE}", _invited("cancelled", _person(answer="yes", place="confirmed")), signed_in=False),
    Shot("invitation-past", f"/i/{CODE}", _invited("past"), signed_in=False),
    Shot("invitation-household", f"/i/{CODE}", _invited("open", _person(answer="yes", place="confirmed"), _person(101), _person(103, answer="no")), signed_in=False),
    Shot("invitation-nameless", f"/i/{CODE}", _down("members"), signed_in=False),
    Shot("invitation-stop", f"/i/{CODE}", act=lambda p: p.click("details.stop summary"), signed_in=False),
    Shot("invitation-stopped", f"/i/{CODE}?stopped=sms", signed_in=False),
    Shot("link-lost", "/i/unknown", signed_in=False),
    Shot("invitation-unavailable", f"/i/{CODE}", _down("events"), signed_in=False),
    Shot("answer-unavailable", f"/i/{CODE}", _refuse("members.none", ""), lambda p: _answer_into_silence(p), signed_in=False),
    Shot("unsubscribe", f"/u/{CODE}", signed_in=False),
]


def _answer_into_silence(page: Page) -> None:
    services: FakeServices = page.context.services  # type: ignore[attr-defined]  # put there below
    services.down.add("events")
    page.click("button.yes")


def take(browser: Browser, shot: Shot, language: str, size: str, *, dark: bool = False) -> Path:
    """Bring the site into the shot's state and picture the page, the whole of it."""
    services = FakeServices()
    services.answers["members.actor"] = examples.an_actor(language=language)
    services.answers["members.first_names"] = services.answers["members.names"]
    width, height = SIZES[size]
    with running_site(services) as address:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            color_scheme="dark" if dark else "light",
            base_url=address,
        )
        context.services = services  # type: ignore[attr-defined]
        page = context.new_page()
        if shot.signed_in:
            page.goto("/sign-in")
            page.fill("#email", "khadija@example.org")
            page.fill("#password", PASSWORD)
            page.click("main .button")
        shot.change(services)
        separator = "&" if "?" in shot.path else "?"
        page.goto(shot.path if shot.signed_in else f"{shot.path}{separator}lang={language}")
        shot.act(page)
        path = FOLDER / f"{shot.name}-{language}-{size}{'-dark' if dark else ''}.png"
        page.screenshot(path=path, full_page=True)
        context.close()
    return path


def main(names: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            for language in ("fr", "ar"):
                for size in SIZES:
                    take(browser, shot, language, size)
            take(browser, shot, "fr", "phone", dark=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
