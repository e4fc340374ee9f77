"""
Pictures of every page, for looking at and for the docs: `python -m tests.browser.shots [name …]`.

They go to var/screenshots: in French and Arabic, on a phone and on a laptop, in the dark once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from playwright.sync_api import Browser, BrowserContext, Cookie, Page, ViewportSize, sync_playwright

from shared.contracts.events import (
    AgendaPage,
    AnswerPage,
    Doors,
    EventPage,
    EventView,
    Invited,
    OwnCalendar,
    ticket_of,
)
from shared.contracts.events.convocations import InMandate
from shared.contracts.members import (
    Doubles,
    Erasures,
    ImportRows,
    Imports,
    MemberPage,
    SealedQuestion,
    SealedQuestions,
    Session,
)
from shared.contracts.members.statutes import MandatedFound, Namesake, Namesakes
from shared.contracts.notifications import (
    Inbox,
    SendingRules,
    SendsProgress,
    Silence,
    Silent,
)
from shared.errors import Refused
from tests.browser.site import running_site
from tests.support import assemblies, examples, sending
from tests.support.fake_services import (
    APP_CODE,
    CALENDAR,
    CODE,
    OWN_LINK,
    PASSWORD,
    TOKEN,
    FakeServices,
)

FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-background-networking"]
Size = Literal["phone", "laptop"]
SIZES: dict[Size, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "laptop": {"width": 1280, "height": 800},
}
LONGEST = 9000
EVENT = f"/events/{examples.an_id(1)}"
MEMBER = f"/members/{examples.an_id(100)}"
IMPORT = f"/imports/{examples.an_id(700)}"
INVITATION = f"/i/{CODE}"
Answers = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """
    One page in one state: what services answer otherwise, which are down, what is done first.

    `event` is how the one event stands; `silent` are services that fall silent before `act`;
    `actor` is how whoever is signed in is unlike the usual.
    """

    name: str
    path: str
    answers: Answers | None = None
    event: EventView | None = None
    down: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    act: Callable[[Page], None] | None = None
    signed_in: bool = True
    actor: Answers = field(default_factory=dict)

    @property
    def public(self) -> bool:
        return self.path.startswith(
            ("/i/", "/u/", "/p/", "/my-page", "/join", "/agenda", "/propose")
        )

    def prepare(self, services: FakeServices) -> None:
        services.answers |= self.answers or {}
        services.down |= set(self.down)
        if self.event:
            services.events[self.event.card.event_id] = self.event

    def take(self, page: Page, services: FakeServices, language: str) -> None:
        """Open the page and do what comes first."""
        chosen = f"{'&' if '?' in self.path else '?'}lang={language}" if self.public else ""
        page.goto(self.path + chosen)
        services.down |= set(self.silent)
        if self.act:
            self.act(page)


def a_person(number: int = 100, **changes: Any) -> Invited:
    return replace(Invited(member_id=examples.an_id(number)), **changes)


def over(person: Invited) -> Answers:
    """Let the event be over: the page asks how it was."""
    asked = replace(person, asked_how_it_was=True)
    found = examples.an_invitation(asked, situation="past", over=True)
    return {"events.open_invitation": found}


def invited(situation: str, *people: Invited, **changes: Any) -> Answers:
    found = examples.an_invitation(*people, situation=situation, **changes)
    return {"events.open_invitation": found}


def some_events() -> EventPage:
    card = examples.a_card()
    later = replace(card, starts_at=card.starts_at + timedelta(days=40), type="assembly")
    past = replace(
        card,
        starts_at=card.starts_at - timedelta(days=400),
        ends_at=card.ends_at - timedelta(days=400),
        type="youth_meeting",
    )
    return EventPage(
        events=[
            examples.an_open_event(),
            examples.an_event(card=later),
            _cancelled(past),
        ],
        next="bmV4dA",
    )


def _cancelled(card: Any) -> EventView:
    return replace(examples.an_open_event(), card=card, state="cancelled")


def note_proxy(page: Page) -> None:
    page.fill("#giver", "Amina El Alaoui")
    page.fill("#holder", "Youssef Bennani")
    page.click("main .actions .button")
    page.locator("[role=alert]").wait_for()


def give_proxy(page: Page) -> None:
    page.fill("#holder-1", "Youssef Bennani")
    page.click(".proxy .send")
    page.locator("#holder-1-wrong").wait_for()


def convene(page: Page) -> None:
    page.locator("#convene-it form button").click()
    page.locator("[role=alert]").wait_for()


def look_at_wave(page: Page) -> None:
    page.fill("#label", "Voisins")
    page.click("[aria-labelledby=plan] form > .actions .button")


def look_at_announcement(page: Page) -> None:
    page.fill("#title_fr", "Le lieu a une entrée de plus")
    page.fill("#text_fr", "Entrez par la rue Moulay Rachid, le portail est ouvert dès 8 h.")
    page.click("[aria-labelledby=announce] .actions .button")


def keep_answer(page: Page) -> None:
    page.locator("main form[method=post] button").click()
    page.locator("[role=alert]").wait_for()


def write_badly(page: Page) -> None:
    page.fill("#starts_at", "2026-01-10T09:00")
    page.fill("#ends_at", "2026-01-10T17:00")
    page.fill("#capacity", "150")
    page.fill("#title_fr", "Forum des jeunes")
    page.click("main .actions .button")


def _save(page: Page) -> None:
    page.click("main .actions .button")


def _correct(page: Page) -> None:
    page.fill("#title_fr", "Salle")
    page.fill("#text_fr", "La salle est B, et non A.")
    page.click("button[name=look]")
    page.locator("button[name=go]").wait_for()


def _send_again(page: Page) -> None:
    page.check("input[value=rejected]", force=True)
    page.click("button[name=look]")
    page.locator("button[name=go]").wait_for()


def _minutes(page: Page) -> None:
    page.click("form[action$='/assembly/minutes'] button")
    page.locator("input[name=looked]").wait_for(state="attached")


def sign_in(page: Page) -> None:
    page.fill("#email", "khadija@example.org")
    page.fill("#password", PASSWORD)
    page.click("main .button")


def choose_badly(page: Page) -> None:
    page.fill("#password", "Khadija Ziani 2027")
    page.click("main .button")


def confirm(page: Page) -> None:
    page.fill("#code", APP_CODE)
    page.fill("#old_password", PASSWORD)
    page.click("main .actions .button")


def add_somebody(page: Page) -> None:
    page.fill("#first_name", "Amina")
    page.fill("#last_name", "El Alaoui")
    page.fill("#mobile", "O6 00 00 00 12")
    page.click("main .actions .button")


def change_at_once(page: Page) -> None:
    """Send a form that was opened before somebody else wrote two of its fields."""
    shown = "document.querySelector('[name=shown]')"
    page.evaluate(
        f"{shown}.value = JSON.stringify({{...JSON.parse({shown}.value),"
        " town: 'Rabat', mobile: '+212600000099', tags: ''})"
    )
    page.fill("#town", "Salé")
    page.fill("#mobile", "+212600000099")
    page.click("main .actions .button")


def open_vault(page: Page) -> None:
    page.fill("#reason", "Équilibre du forum d’octobre")
    page.click("#sensitive ~ form button")


def open_answers(page: Page) -> None:
    page.fill("#reason", "Repas et accès de la salle")
    page.click("#sealed ~ form button")
    page.locator(".quote").first.wait_for()


def publish(page: Page) -> None:
    page.click(".publish-bar button")


def keep_own_page(page: Page) -> None:
    page.click(".own .send")


def mean_it(page: Page) -> None:
    page.check("#sure")
    page.click("button.choice")


def delete_list(page: Page) -> None:
    page.click("#remove summary")
    page.click("#remove .button.danger >> nth=-1")


def record_consent(page: Page) -> None:
    page.click("#consents ~ details summary")
    page.check("[name=consent_channels][value=email]")
    page.fill("#consent_wording", "J’accepte de recevoir les invitations.")
    page.fill("#consent_source", "Fiche signée à la permanence")
    page.fill("#consent_collector", "Section de Rabat")
    page.fill("#consent_date", "2026-10-01")
    page.click("#consents ~ details .button")


def answer_too_much(page: Page) -> None:
    page.check("[name^=reply-][value='0']")
    page.check("[name^=reply-][value=no]")
    page.fill(
        "textarea[name^=reply-]", "Le transport, le logement et la culture dans nos villages."
    )
    page.click(".feedback .send")
    page.locator("[role=alert]").wait_for()


def choose_a_full_one(page: Page) -> None:
    page.check("[name=session] >> nth=2")
    page.click(".feedback .send")
    page.locator("[role=alert]").wait_for()


def type_code(page: Page) -> None:
    page.fill("#code", "123456")
    page.click(".own .send")


def type_ticket(page: Page) -> None:
    look_for_name(page, ticket_of(CODE, examples.an_id(100)))
    page.wait_for_selector("#said[data-kind=in]")


def show_it_twice(page: Page) -> None:
    type_ticket(page)
    page.wait_for_selector("#said[data-kind=in]")
    page.fill("#find", "")
    page.fill("#find", ticket_of(CODE, examples.an_id(100)))
    page.wait_for_selector("#said[data-kind=already]")


def look_for_name(page: Page, typed: str = "y") -> None:
    page.wait_for_selector("body[data-ready]")
    page.click("#tab-find")
    page.fill("#find", typed)


def look_at_desk(page: Page) -> None:
    page.fill("#phone", "06 00 00 00 12")
    page.click("form[action$=desk] .button")
    page.locator("form[action$=desk]").wait_for()


def look_by_number(page: Page) -> None:
    look_for_name(page, "")
    page.click("#desk-part summary")
    page.fill("#desk-phone", "06 00 00 00 12")
    page.click("#desk .button")
    page.wait_for_selector("#desk-found .button")


def answer_at_the_desk(page: Page) -> None:
    look_by_number(page)
    page.click("#desk-found .button >> nth=0")
    page.wait_for_selector("#said[data-kind=noted]")


def let_in_offline(page: Page) -> None:
    look_for_name(page)
    page.context.set_offline(offline=True)
    page.click("#found .button >> nth=0")
    page.wait_for_selector("#said[data-kind=in]")
    page.wait_for_selector("#net[data-state=offline]")


SEVERAL_OWN_PAGES = {
    "members.own_page": lambda r: examples.an_own_page(
        r.language, people=[examples.a_name(examples.an_id(n)) for n in (100, 101)]
    )
}
STOPPED_OWN_PAGE = {
    "notifications.own_silence": Silence(silent=[Silent(channel="sms", since=examples.START)])
}
YES = a_person(answer="yes", place="confirmed")
WAITING = a_person(answer="yes", place="waiting", position=4)
OFFERED = a_person(
    answer="yes", place="offered", offered_until=examples.START - timedelta(days=3, hours=2)
)
WITH_GUESTS = replace(YES, guests=2)
FEWER = replace(OFFERED, guests=2, offered=1)
TOGETHER = replace(WAITING, guests=2, together=True)
HOUSEHOLD = (YES, a_person(101), a_person(103, answer="no"))
ASKED: Answers = {"questions": examples.some_more_questions()}
SENSITIVE: Answers = {
    "questions": [examples.some_more_questions()[2], examples.a_sensitive_question()]
}
TOO_LONG = str(examples.an_id(81))
CHOOSING: Answers = {
    "card": examples.a_card_with_workshops(),
    "rooms": examples.some_rooms(),
}
HALF = Session(
    session="half-a-session",
    code_wanted=True,
    **vars(examples.an_actor(name="", scopes=[], token="")),
)
NO_SENDS = {
    "notifications.sends": SendsProgress(sends=[]),
    "events.answers": AnswerPage(answers=[]),
}
UNREADABLE = examples.an_import(
    state="refused", refused="missing-columns", detail={"columns": "phone email"}, rows=0
)
COUNTS = {
    "new": 1398,
    "changed": 214,
    "unchanged": 458,
    "repaired": 61,
    "quarantined": 17,
    "duplicate": 9,
    "voice_only": 15,
}
BALANCED = (
    f"{EVENT}/check?audience={examples.an_id(300)}&size=100&women=50"
    "&regions=MA-04&ages=24&sectors=yes&fill=yes"
)
CHECKED = examples.an_import(state="checked", done=2172, verdicts=COUNTS)
DONE = examples.an_import(state="done", done=2172, verdicts=COUNTS)


def write_another(page: Page) -> None:
    page.fill("#body", "Bonjour $names! $title, $when. Tu viens? $link")
    page.click("button[value=check]")


OWN_TEXT = "kind=invitation&channel=sms&language=fr"
A_MAIL = "kind=invitation&channel=email&language=ar"
SHOTS = [
    Shot(name="sign-in", path="/sign-in", signed_in=False),
    Shot(name="style", path="/style"),
    Shot(
        name="sign-in-code",
        path="/sign-in",
        answers={"members.sign_in": HALF},
        act=sign_in,
        signed_in=False,
    ),
    Shot(name="forgotten", path="/forgotten-password", signed_in=False),
    Shot(name="link-asked-for", path="/forgotten-password/sent", signed_in=False),
    Shot(name="choose-password", path=f"/password/{TOKEN}", signed_in=False),
    Shot(
        name="choose-password-refused",
        path=f"/password/{TOKEN}",
        answers={"members.choose_password": Refused("personal-password")},
        act=choose_badly,
        signed_in=False,
    ),
    Shot(name="link-not-good", path="/password/old", signed_in=False),
    Shot(name="account", path="/account"),
    Shot(
        name="account-without-second-step",
        path="/account",
        answers={"members.own_account": examples.an_own_account(second_factor=False)},
    ),
    Shot(name="second-factor", path="/account/second-factor"),
    Shot(name="recovery-codes", path="/account/second-factor", act=confirm),
    Shot(
        name="must-enrol",
        path="/events",
        actor={"must_enrol": True, "scopes": ["members:read", "events:read", "sends:read"]},
    ),
    Shot(name="assembly-draft", path=f"{EVENT}/assembly"),
    Shot(
        name="assembly-later",
        path=f"{EVENT}/assembly",
        answers={
            "events.assembly": assemblies.an_assembly(
                publish_at=datetime(2027, 3, 1, 9, tzinfo=UTC)
            )
        },
        act=lambda page: page.click("#convene-it details:last-of-type summary"),
    ),
    Shot(
        name="assembly-first",
        path=f"{EVENT}/assembly",
        answers={
            "events.assembly": assemblies.an_assembly(
                body="", card=assemblies.a_card(assembly=None)
            )
        },
    ),
    Shot(
        name="assembly-late",
        path=f"{EVENT}/assembly",
        answers={
            "events.assembly": assemblies.an_assembly(late=True),
            "events.convene": Refused("notice-too-short"),
        },
        act=convene,
    ),
    Shot(
        name="assembly-convened",
        path=f"{EVENT}/assembly",
        answers={"events.assembly": assemblies.a_convened_one(late_reason="Décision du tribunal")},
    ),
    Shot(
        name="assembly-over",
        path=f"{EVENT}/assembly",
        answers={
            "events.assembly": assemblies.an_over_one(),
        },
    ),
    Shot(
        name="assembly-second",
        path=f"{EVENT}/assembly",
        answers={
            "events.assembly": assemblies.an_assembly(
                card=assemblies.a_card(convocation=2), first_id=examples.an_id(2), notice_days=8
            )
        },
    ),
    Shot(name="proxies", path=f"{EVENT}/assembly/proxies"),
    Shot(
        name="proxies-refused",
        path=f"{EVENT}/assembly/proxies",
        answers={"events.note_proxy": Refused("holder-has-enough", {"most": 1})},
        act=note_proxy,
    ),
    Shot(
        name="proxies-namesakes",
        path=f"{EVENT}/assembly/proxies",
        answers={
            "members.find_mandated": MandatedFound(found="several"),
            "members.namesakes": Namesakes(
                people=[
                    Namesake(
                        member_id=examples.an_id(number),
                        first_name="Amina",
                        last_name="El Alaoui",
                        region=region,
                        town=town,
                    )
                    for number, region, town in ((100, "MA-01", "Tanger"), (102, "MA-04", "سلا"))
                ]
            ),
        },
        act=note_proxy,
    ),
    Shot(
        name="invitation-proxy-given",
        path=INVITATION,
        answers=invited("open", a_person(answer="no"), card=assemblies.a_card())
        | {
            "events.convocation": assemblies.a_convocation(
                InMandate(member_id=examples.an_id(100), holder_id=examples.an_id(101))
            )
        },
    ),
    Shot(
        name="invitation-proxy-refused",
        path=INVITATION,
        answers=invited("open", a_person(), card=assemblies.a_card())
        | {"members.find_mandated": MandatedFound(found="none")},
        act=give_proxy,
    ),
    Shot(name="quorum", path=f"/door/{examples.an_id(1)}/quorum"),
    Shot(
        name="quorum-reached",
        path=f"/door/{examples.an_id(1)}/quorum",
        answers={
            "events.quorum": assemblies.a_quorum(
                standing=assemblies.a_standing(present=39, by_proxy=9)
            )
        },
    ),
    Shot(
        name="event-assembly-draft",
        path=EVENT,
        event=examples.an_event(card=assemblies.a_card()),
    ),
    Shot(
        name="invitation-convocation",
        path=INVITATION,
        answers=invited("open", a_person(), card=assemblies.a_card()),
    ),
    Shot(
        name="invitation-second-convocation",
        path=INVITATION,
        answers=invited("open", YES, card=assemblies.a_card(convocation=2)),
    ),
    Shot(name="statutes", path="/sorting/statutes?line=council"),
    Shot(
        name="statutes-refused",
        path="/sorting/statutes?line=council",
        answers={"members.write_statutes": Refused("quorum-not-lower")},
        act=_save,
    ),
    Shot(name="staff", path="/staff"),
    Shot(name="staff-member", path=f"/staff/{examples.an_id(900)}"),
    Shot(name="staff-invited", path=f"/staff/{examples.an_id(902)}"),
    Shot(name="staff-disabled", path=f"/staff/{examples.an_id(903)}"),
    Shot(name="staff-invite", path="/staff/new"),
    Shot(name="agenda", path="/agenda"),
    Shot(name="agenda-axis", path="/agenda?axis=youth"),
    Shot(name="agenda-none", path="/agenda", answers={"events.agenda": AgendaPage(events=[])}),
    Shot(name="agenda-event", path=f"/agenda/{examples.an_id(1)}"),
    Shot(
        name="agenda-event-cancelled",
        path=f"/agenda/{examples.an_id(1)}",
        answers={"events.agenda_event": examples.an_agenda_event(state="cancelled")},
    ),
    Shot(name="own-page", path=f"/p/{OWN_LINK}"),
    Shot(
        name="own-page-calendar",
        path=f"/p/{OWN_LINK}",
        answers={"events.own_calendar": OwnCalendar(secret=CALENDAR)},
    ),
    Shot(name="own-page-of-several", path=f"/p/{OWN_LINK}", answers=SEVERAL_OWN_PAGES),
    Shot(name="own-page-stopped", path=f"/p/{OWN_LINK}?done=all", answers=STOPPED_OWN_PAGE),
    Shot(
        name="own-page-refused",
        path=f"/p/{OWN_LINK}",
        answers={"members.change_own_page": Refused("bad-quiet-times")},
        act=keep_own_page,
    ),
    Shot(name="own-data", path=f"/p/{OWN_LINK}/data"),
    Shot(name="own-erase", path=f"/p/{OWN_LINK}/erase"),
    Shot(name="own-erase-of-several", path=f"/p/{OWN_LINK}/erase", answers=SEVERAL_OWN_PAGES),
    Shot(name="own-erase-sure", path=f"/p/{OWN_LINK}/erase/sure"),
    Shot(
        name="own-erase-too-late",
        path=f"/p/{OWN_LINK}/erase/sure",
        answers={"members.confirm_own_erasure": Refused("nobody-asked")},
        act=mean_it,
    ),
    Shot(name="own-erased", path=f"/p/{OWN_LINK}/erased?others=yes"),
    Shot(name="join", path="/join"),
    Shot(
        name="join-refused",
        path="/join",
        answers={"members.join": Refused("consent-needed")},
        act=keep_own_page,
    ),
    Shot(name="not-me", path=f"{INVITATION}/not-me"),
    Shot(name="not-me-past", path=f"{INVITATION}/not-me", answers=invited("past")),
    Shot(name="ask-for-place", path=f"{INVITATION}/place"),
    Shot(name="join-code", path=f"/join/code/{examples.an_id(40)}?mail=yes"),
    Shot(
        name="join-code-refused",
        path=f"/join/code/{examples.an_id(40)}",
        answers={"members.confirm_join": Refused("wrong-join-code")},
        act=type_code,
    ),
    Shot(name="join-link", path="/join/link/some-token"),
    Shot(name="join-sent", path="/join/sent"),
    Shot(name="call-sheet", path="/members/call-sheet"),
    Shot(name="call-sheet-of-event", path=f"/members/call-sheet?event={examples.an_id(1)}"),
    Shot(name="own-link", path="/my-page"),
    Shot(name="own-link-asked-for", path="/my-page/sent"),
    Shot(name="own-link-not-good", path="/p/too-old"),
    Shot(name="vault", path=f"/members/{examples.an_id(100)}", act=open_vault),
    Shot(name="audit", path="/audit"),
    Shot(name="audit-filtered", path="/audit?kind=exports&day=2026-10-01"),
    Shot(name="events", path="/events", answers={"events.events": some_events()}),
    Shot(name="events-none", path="/events", answers={"events.events": EventPage(events=[])}),
    Shot(name="event-form", path="/events/new"),
    Shot(
        name="event-form-refused",
        path="/events/new",
        answers={"events.create_event": Refused("event-in-the-past")},
        act=write_badly,
    ),
    Shot(name="event-change", path=f"{EVENT}/change"),
    Shot(
        name="event-change-full",
        path=f"{EVENT}/change",
        event=examples.an_event(card=examples.a_full_card()),
    ),
    Shot(
        name="event-change-told",
        path=f"{EVENT}/change",
        event=examples.an_open_event(),
        answers={"events.weigh_change": examples.a_change_weighed("time", "place")},
        act=_save,
    ),
    Shot(
        name="sessions",
        path=f"{EVENT}/sessions",
        event=examples.an_event(card=examples.a_full_card()),
    ),
    Shot(
        name="session",
        path=f"{EVENT}/sessions/{examples.an_id(71)}",
        event=examples.an_event(card=examples.a_full_card(), series_id=examples.an_id(60)),
    ),
    Shot(name="questions", path=f"{EVENT}/questions"),
    Shot(
        name="question-answers",
        path=f"{EVENT}/questions/answers",
        event=examples.an_open_event(),
    ),
    Shot(
        name="question-answers-counted",
        path=f"{EVENT}/questions/answers",
        event=examples.an_open_event(),
        actor={"scopes": ["events:read", "sends:read", "people:count"]},
    ),
    Shot(
        name="sensitive-answers",
        path=f"{EVENT}/questions/answers",
        event=examples.an_open_event(),
        act=open_answers,
    ),
    Shot(
        name="question",
        path=f"{EVENT}/questions/{examples.an_id(80)}",
        event=examples.an_event(series_id=examples.an_id(60)),
    ),
    Shot(name="proposals", path="/proposals"),
    Shot(name="written", path="/written"),
    Shot(
        name="written-nothing",
        path="/written",
        answers={"notifications.inbox": Inbox(written=[], open=0)},
    ),
    Shot(name="propose", path="/propose"),
    Shot(name="proposal-sent", path="/propose/some-link?new=yes"),
    Shot(
        name="proposal-declined",
        path="/propose/some-link",
        answers={
            "events.open_proposal": examples.a_proposal_seen(
                state="declined", answer="لا توجد لدينا قاعة في المساء."
            )
        },
    ),
    Shot(name="event-repeat", path=f"{EVENT}/repeat"),
    Shot(
        name="series-change",
        path=f"{EVENT}/series",
        event=examples.an_event(series_id=examples.an_id(60)),
    ),
    Shot(
        name="series-change-told",
        path=f"{EVENT}/series",
        event=examples.an_event(series_id=examples.an_id(60)),
        act=_save,
    ),
    Shot(
        name="event-of-series",
        path=EVENT,
        event=examples.an_event(series_id=examples.an_id(60)),
    ),
    Shot(
        name="event-change-series",
        path=f"{EVENT}/change",
        event=examples.an_event(series_id=examples.an_id(60)),
    ),
    Shot(
        name="cancel-series",
        path=f"{EVENT}/cancel",
        event=examples.an_open_event(series_id=examples.an_id(60)),
    ),
    Shot(name="event-copy", path=f"{EVENT}/copy", event=examples.an_open_event()),
    Shot(
        name="event-later",
        path=EVENT,
        event=examples.an_event(publish_at=examples.SOON),
    ),
    Shot(
        name="event-later-refused",
        path=EVENT,
        event=examples.an_event(publish_at=examples.SOON, publish_refused="event-in-the-past"),
    ),
    Shot(name="event-draft", path=EVENT),
    Shot(
        name="in-session",
        path=f"{EVENT}/sessions/{examples.an_id(75)}/people",
        event=examples.an_open_event(card=examples.a_card_with_workshops()),
    ),
    Shot(
        name="sessions-chosen",
        path=f"{EVENT}/sessions",
        event=examples.an_open_event(card=examples.a_card_with_workshops()),
    ),
    Shot(
        name="event-open-full",
        path=EVENT,
        event=examples.an_open_event(card=examples.a_full_card()),
    ),
    Shot(name="who", path=f"{EVENT}/who"),
    Shot(name="audiences", path="/audiences"),
    Shot(name="hand-list", path=f"/lists/{examples.an_id(330)}"),
    Shot(name="hand-list-search", path=f"/lists/{examples.an_id(330)}?search=Amina"),
    Shot(
        name="hand-list-in-use",
        path=f"/lists/{examples.an_id(330)}",
        answers={
            "members.remove_hand_list": Refused(
                "still-used", {"audiences": "Jeunes de Rabat · Bénévoles"}
            )
        },
        act=delete_list,
    ),
    Shot(name="audience-new", path="/audiences/new"),
    Shot(name="audience", path=f"/audiences/{examples.an_id(300)}"),
    Shot(name="check", path=f"{EVENT}/check?audience={examples.an_id(300)}"),
    Shot(name="check-balance", path=BALANCED),
    Shot(
        name="check-quote",
        path=f"{EVENT}/check?audience={examples.an_id(300)}",
        answers={
            "notifications.quote": sending.a_quote(
                unpaid=412, left_of_event=500_000, held=True, nowhere=21
            )
        },
    ),
    Shot(
        name="check-unavailable",
        path=f"{EVENT}/check?audience={examples.an_id(300)}",
        silent=("events",),
        act=publish,
    ),
    Shot(name="event-open", path=EVENT, event=examples.an_open_event()),
    Shot(
        name="event-balance",
        path=EVENT,
        event=examples.an_open_event(balance=examples.a_balance()),
    ),
    Shot(
        name="event-stop",
        path=EVENT,
        event=examples.an_open_event(),
        act=lambda page: page.click(".stop summary"),
    ),
    Shot(
        name="event-inviting",
        path=EVENT,
        event=examples.an_open_event(inviting=True),
        answers=NO_SENDS,
    ),
    Shot(
        name="event-chunk-missing",
        path=EVENT,
        event=examples.an_open_event(inviting=True, missing=True),
        answers=NO_SENDS,
    ),
    Shot(
        name="event-part-missing",
        path=EVENT,
        event=examples.an_open_event(),
        down=("notifications",),
    ),
    Shot(name="event-cancelled", path=EVENT, event=_cancelled(examples.a_card())),
    Shot(name="answers", path=f"{EVENT}/answers", event=examples.an_open_event()),
    Shot(
        name="who-answers",
        path=f"{EVENT}/answers/note?search=a",
        event=examples.an_open_event(),
    ),
    Shot(
        name="note-answer",
        path=f"{EVENT}/answers/{examples.an_id(100)}",
        event=examples.an_open_event(),
    ),
    Shot(
        name="note-answer-wrong",
        path=f"{EVENT}/answers/{examples.an_id(100)}",
        event=examples.an_open_event(),
        answers={"events.note_answer": Refused("no-place-for-guests")},
        act=keep_answer,
    ),
    Shot(name="report", path=f"{EVENT}/report", event=examples.an_open_event()),
    Shot(name="cancel", path=f"{EVENT}/cancel", event=examples.an_open_event()),
    Shot(name="reminders", path=f"{EVENT}/reminders", event=examples.an_open_event()),
    Shot(name="waves", path=f"{EVENT}/waves", event=examples.an_open_event()),
    Shot(
        name="wave-look",
        path=f"{EVENT}/waves",
        event=examples.an_open_event(),
        act=look_at_wave,
    ),
    Shot(
        name="announcement-look",
        path=f"{EVENT}/announcements",
        event=examples.an_open_event(),
        act=look_at_announcement,
    ),
    Shot(name="announcements", path=f"{EVENT}/announcements", event=examples.an_open_event()),
    Shot(name="chase", path=f"{EVENT}/chase", event=examples.an_open_event()),
    Shot(
        name="chased",
        path=f"{EVENT}/chase",
        event=examples.an_open_event(chased_at=examples.START - timedelta(days=9)),
    ),
    Shot(
        name="reminders-of-draft",
        path=f"{EVENT}/reminders",
        event=examples.an_event(series_id=examples.an_id(60)),
    ),
    Shot(name="members", path="/members"),
    Shot(
        name="members-menu",
        path="/members",
        act=lambda page: page.click(".heading-actions summary"),
    ),
    Shot(name="members-filtered", path="/members?regions=MA-06&languages=ar"),
    Shot(
        name="members-none",
        path="/members",
        answers={"members.find_members": MemberPage(members=[], total=0)},
    ),
    Shot(name="lists", path="/sorting"),
    Shot(
        name="lists-refused",
        path="/sorting?kind=tags",
        answers={"members.add_thing": Refused("name-taken")},
        act=lambda page: page.click("main form .button >> nth=-1"),
    ),
    Shot(
        name="lists-rename",
        path="/sorting?kind=partners",
        act=lambda page: page.click("main .rows summary >> nth=1"),
    ),
    Shot(name="member", path=MEMBER),
    Shot(name="member-new", path="/members/new"),
    Shot(
        name="member-new-refused",
        path="/members/new",
        answers={
            "members.add_member": Refused(
                "unusable-field", {"field": "mobile", "reason": "letters-in-number"}
            )
        },
        act=add_somebody,
    ),
    Shot(
        name="member-there-already",
        path="/members/new",
        answers={
            "members.add_member": Refused("member-exists", {"member_id": str(examples.an_id(100))})
        },
        act=add_somebody,
    ),
    Shot(name="member-change", path=f"{MEMBER}/change"),
    Shot(
        name="member-changed-meanwhile",
        path=f"{MEMBER}/change",
        answers={"members.change_member": Refused("changed-meanwhile")},
        act=change_at_once,
    ),
    Shot(
        name="member-mandates",
        path=MEMBER,
        act=lambda page: page.click("#mandates ~ ul summary >> nth=0"),
    ),
    Shot(
        name="member-consent-refused",
        path=MEMBER,
        answers={"members.record_consent": Refused("own-no-stands")},
        act=record_consent,
    ),
    Shot(name="imports", path="/imports"),
    Shot(name="member-data", path=f"/members/{examples.an_id(100)}/data"),
    Shot(name="member-erase", path=f"/members/{examples.an_id(100)}/erase"),
    Shot(name="erasures", path="/erasures"),
    Shot(
        name="erasures-none",
        path="/erasures",
        answers={"members.erasures": Erasures(erasures=[])},
    ),
    Shot(
        name="member-merged",
        path=f"/members/{examples.an_id(100)}",
        answers={"members.member": examples.a_merged_member()},
    ),
    Shot(name="merge", path=f"{MEMBER}/merge?search=Amina"),
    Shot(name="doubles", path="/members/doubles"),
    Shot(
        name="doubles-none",
        path="/members/doubles",
        answers={"members.doubles": Doubles(doubles=[], total=0)},
    ),
    Shot(name="double", path=f"/members/doubles/{examples.an_id(400)}"),
    Shot(name="retention", path="/retention"),
    Shot(
        name="event-send-held",
        path=EVENT,
        answers={
            "events.event": examples.an_open_event(),
            "notifications.sends": SendsProgress(
                sends=[
                    examples.a_send(
                        state="held", withdrawn=True, totals={"sms": {"waiting": 1999}}
                    ),
                    examples.a_send(
                        state="stopped",
                        resumable=True,
                        stops=1,
                        cost=684_600,
                        send_id=examples.an_id(501),
                        totals={"sms": {"sent": 240, "stopped": 1700, "uncertain": 3}},
                    ),
                    examples.a_send(
                        held="quiet_hours",
                        held_until=examples.START,
                        cost=102_400,
                        send_id=examples.an_id(502),
                        kind="announcement",
                    ),
                ]
            ),
        },
    ),
    Shot(name="release", path=f"{EVENT}/sends/{examples.an_id(500)}/release"),
    Shot(
        name="assembly-minutes-looked",
        path=f"{EVENT}/assembly",
        act=_minutes,
        answers={"events.assembly": assemblies.an_over_one(minutes_told_at=None)},
    ),
    Shot(name="correct", path=f"{EVENT}/sends/{examples.an_id(500)}/correct"),
    Shot(
        name="correct-looked",
        path=f"{EVENT}/sends/{examples.an_id(500)}/correct",
        act=_correct,
    ),
    Shot(
        name="send-again-looked",
        path=f"{EVENT}/sends/{examples.an_id(500)}/again",
        act=_send_again,
    ),
    Shot(name="send-again", path=f"{EVENT}/sends/{examples.an_id(500)}/again"),
    Shot(name="why", path=f"{EVENT}/why?search=Amina"),
    Shot(name="why-none", path=f"{EVENT}/why"),
    Shot(name="why-people", path=f"{EVENT}/why/people?channel=sms&state=excluded&reason=opted_out"),
    Shot(name="why-gap", path=f"{EVENT}/why/people?gap=yes"),
    Shot(name="money", path="/money"),
    Shot(name="event-money", path=f"/events/{examples.an_id(1)}/money"),
    Shot(name="sending-rules", path="/sending-rules"),
    Shot(name="wordings", path="/wording"),
    Shot(name="event-wordings", path=f"{EVENT}/wording"),
    Shot(name="wording-read", path=f"{EVENT}/wording/read?kind=invitation"),
    Shot(name="wording-sms", path=f"/wording/text?{OWN_TEXT}"),
    Shot(name="wording-email", path=f"{EVENT}/wording/text?{A_MAIL}"),
    Shot(
        name="wording-sent-to-me",
        path=f"{EVENT}/wording/text?{A_MAIL}",
        act=lambda page: page.click("button[value=test]"),
    ),
    Shot(
        name="wording-refused",
        path=f"/wording/text?{OWN_TEXT}",
        answers={
            "notifications.try_text": Refused(
                "unknown-field",
                {"field": "body", "unknown": "prenom", "known": "names title when venue link"},
            )
        },
        act=lambda page: page.click("button[value=check]"),
    ),
    Shot(
        name="wording-check",
        path=f"/wording/text?{OWN_TEXT}",
        act=write_another,
    ),
    Shot(name="wording-usual", path=f"/wording/usual?{OWN_TEXT}"),
    Shot(
        name="sending-rules-none",
        path="/sending-rules",
        answers={"notifications.sending_rules": SendingRules()},
    ),
    Shot(name="register", path="/register"),
    Shot(name="imports-none", path="/imports", answers={"members.imports": Imports(imports=[])}),
    Shot(name="import", path=IMPORT),
    Shot(name="import-refused", path=IMPORT, answers={"members.import_progress": UNREADABLE}),
    Shot(name="import-checked", path=IMPORT, answers={"members.import_progress": CHECKED}),
    Shot(
        name="import-columns-missing",
        path=IMPORT,
        answers={
            "members.import_progress": examples.an_import(
                state="checked", done=0, verdicts={}, missing=["phone", "email"], has_basis=False
            ),
            "members.import_rows": ImportRows(rows=[]),
        },
    ),
    Shot(name="import-done", path=IMPORT, answers={"members.import_progress": DONE}),
    Shot(
        name="import-undone",
        path=IMPORT,
        answers={
            "members.import_progress": examples.an_import(
                state="undone", done=2172, taken_back=1461, kept=13
            )
        },
    ),
    Shot(name="doors", path="/door"),
    Shot(name="doors-none", path="/door", answers={"events.doors": Doors(cards=[])}),
    Shot(name="door", path=f"/door/{examples.an_id(1)}"),
    Shot(name="door-nameless", path=f"/door/{examples.an_id(1)}", down=("members",)),
    Shot(name="desk", path=f"/door/{examples.an_id(1)}", act=look_at_desk),
    Shot(
        name="desk-nobody",
        path=f"/door/{examples.an_id(1)}",
        answers={"members.find_at_number": Refused("unknown-member")},
        act=look_at_desk,
    ),
    Shot(name="scan-desk", path=f"/door/{examples.an_id(1)}/scan", act=look_by_number),
    Shot(
        name="scan-desk-answered",
        path=f"/door/{examples.an_id(1)}/scan",
        act=answer_at_the_desk,
    ),
    Shot(name="scan", path=f"/door/{examples.an_id(1)}/scan"),
    Shot(name="scan-in", path=f"/door/{examples.an_id(1)}/scan", act=type_ticket),
    Shot(name="scan-already", path=f"/door/{examples.an_id(1)}/scan", act=show_it_twice),
    Shot(name="scan-find", path=f"/door/{examples.an_id(1)}/scan", act=look_for_name),
    Shot(
        name="scan-walk-in",
        path=f"/door/{examples.an_id(1)}/scan",
        act=lambda page: page.click("#tab-walk"),
    ),
    Shot(name="scan-offline", path=f"/door/{examples.an_id(1)}/scan", act=let_in_offline),
    Shot(name="console-unavailable", path="/events", down=("events",)),
    Shot(
        name="console-nothing",
        path=f"/members/{examples.an_id(1)}",
        answers={"members.member": Refused("unknown-member")},
    ),
    Shot(
        name="menu",
        path="/events",
        answers={"events.events": some_events()},
        act=lambda page: page.click(".me summary"),
    ),
    Shot(name="invitation", path=INVITATION),
    Shot(
        name="invitation-full-card",
        path=INVITATION,
        answers={"events.open_invitation": examples.an_invitation(card=examples.a_full_card())},
    ),
    Shot(name="invitation-yes", path=INVITATION, answers=invited("open", YES)),
    Shot(name="invitation-asked", path=INVITATION, answers=invited("open", YES, **ASKED)),
    Shot(
        name="invitation-asked-household",
        path=INVITATION,
        answers=invited(
            "open", *HOUSEHOLD, replace(WAITING, member_id=examples.an_id(104)), **ASKED
        ),
    ),
    Shot(
        name="invitation-asked-answered",
        path=INVITATION,
        answers=invited("open", replace(YES, replies=examples.some_replies()), **ASKED),
    ),
    Shot(
        name="invitation-asked-sensitive",
        path=INVITATION,
        answers=invited("open", YES, **SENSITIVE)
        | {
            "members.what_is_sealed": SealedQuestions(
                sealed=[
                    SealedQuestion(member_id=YES.member_id, question_id=examples.an_id(83)),
                ]
            )
        },
        act=lambda page: page.click(".feedback summary"),
    ),
    Shot(
        name="invitation-asked-refused",
        path=INVITATION,
        answers=invited("open", YES, **ASKED)
        | {"events.answer_questions": Refused("reply-too-long", {"field": TOO_LONG, "most": 500})},
        act=answer_too_much,
    ),
    Shot(name="invitation-sessions", path=INVITATION, answers=invited("open", YES, **CHOOSING)),
    Shot(
        name="invitation-sessions-chosen",
        path=INVITATION,
        answers=invited(
            "open",
            replace(WITH_GUESTS, sessions=[examples.an_id(75), examples.an_id(77)]),
            guests_most=3,
            **CHOOSING,
        ),
    ),
    Shot(
        name="invitation-sessions-refused",
        path=INVITATION,
        answers=invited("open", YES, **CHOOSING)
        | {"events.choose_sessions": Refused("session-full", {"field": str(examples.an_id(77))})},
        act=choose_a_full_one,
    ),
    Shot(name="invitation-full", path=INVITATION, answers=invited("full")),
    Shot(name="invitation-waiting", path=INVITATION, answers=invited("full", WAITING)),
    Shot(name="invitation-offer", path=INVITATION, answers=invited("full", OFFERED)),
    Shot(name="invitation-guests", path=INVITATION, answers=invited("open", guests_most=3)),
    Shot(
        name="invitation-guests-kept",
        path=INVITATION,
        answers=invited("open", WITH_GUESTS, guests_most=3, answer_until=examples.DEADLINE),
    ),
    Shot(
        name="invitation-fewer-places",
        path=INVITATION,
        answers=invited("full", FEWER, guests_most=3),
    ),
    Shot(
        name="invitation-together",
        path=INVITATION,
        answers=invited("full", TOGETHER, guests_most=3),
    ),
    Shot(
        name="invitation-closed",
        path=INVITATION,
        answers=invited("open", YES, closed=True, answer_until=examples.DEADLINE),
    ),
    Shot(name="invitation-changed", path=INVITATION, answers=invited("changed")),
    Shot(name="invitation-cancelled", path=INVITATION, answers=invited("cancelled", YES)),
    Shot(name="invitation-past", path=INVITATION, answers=invited("past", YES)),
    Shot(name="invitation-over", path=INVITATION, answers=over(YES)),
    Shot(name="feedback-given", path=INVITATION, answers=over(replace(YES, feedback_given=True))),
    Shot(name="invitation-household", path=INVITATION, answers=invited("open", *HOUSEHOLD)),
    Shot(name="invitation-nameless", path=INVITATION, down=("members",)),
    Shot(
        name="invitation-stop",
        path=INVITATION,
        act=lambda page: page.click("details.stop summary"),
    ),
    Shot(name="invitation-stopped", path=f"{INVITATION}?stopped=sms"),
    Shot(name="invitation-unavailable", path=INVITATION, down=("events",)),
    Shot(
        name="answer-unavailable",
        path=INVITATION,
        silent=("events",),
        act=lambda page: page.click("button.yes"),
    ),
    Shot(name="link-lost", path="/i/unknown"),
    Shot(name="unsubscribe", path=f"/u/{CODE}"),
    Shot(name="unsubscribed", path=f"/u/{CODE}", act=lambda page: page.click("button.choice")),
]

BY_NAME = {shot.name: shot for shot in SHOTS}


class Studio:
    """One browser in front of one site, brought from state to state."""

    def __init__(self, browser: Browser, services: FakeServices, address: str) -> None:
        self._browser = browser
        self.services = services
        self._address = address
        self._cookies: list[Cookie] = []

    @contextmanager
    def page(
        self,
        shot: Shot,
        language: str,
        size: Size,
        *,
        dark: bool = False,
        scripts: bool = True,
        watch: Callable[[Page], None] | None = None,
    ) -> Iterator[Page]:
        """Open a shot in a browser of its own, signed in if it is of the console."""
        self.services.__init__()  # type: ignore[misc]  # the same object, as if just made
        self.services.answers["members.actor"] = examples.an_actor(
            **{"language": language} | shot.actor
        )
        context = self._browser.new_context(
            viewport=SIZES[size],
            locale=language,
            color_scheme="dark" if dark else "light",
            base_url=self._address,
            java_script_enabled=scripts,
        )
        page = context.new_page()
        if watch:
            watch(page)
        if shot.signed_in and not shot.public:
            self._sign_in(context)
        shot.prepare(self.services)
        shot.take(page, self.services, language)
        yield page
        context.close()

    def _sign_in(self, context: BrowserContext) -> None:
        """Sign in once; whoever comes later has the same cookie."""
        if not self._cookies:
            page = self._browser.new_page(base_url=self._address)
            page.goto("/sign-in?next=/events/new")
            sign_in(page)
            self._cookies = page.context.cookies()
            page.close()
        context.add_cookies(
            [{"name": c["name"], "value": c["value"], "url": self._address} for c in self._cookies]
        )

    def picture(self, shot: Shot, language: str, size: Size, *, dark: bool = False) -> None:
        name = "-".join([shot.name, language, size, *(["dark"] if dark else [])])
        with self.page(shot, language, size, dark=dark) as page:
            take(page, FOLDER / f"{name}.png")


def take(page: Page, path: Path) -> None:
    """Picture the whole page, as on a screen so long that nothing needs to be scrolled."""
    size = page.viewport_size
    assert size
    # A picture that is put together while scrolling has the bars of the edges in its middle.
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size(
        {"width": size["width"], "height": min(max(whole, size["height"]), LONGEST)}
    )
    page.screenshot(path=path)
    page.set_viewport_size(size)


@contextmanager
def a_studio() -> Iterator[Studio]:
    """Open a browser and a site until the block ends."""
    services = FakeServices()
    with sync_playwright() as playwright, running_site(services) as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield Studio(browser, services, address)
        browser.close()


def main(names: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with a_studio() as studio:
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            for size in get_args(Size):
                studio.picture(shot, "fr", size)
                studio.picture(shot, "ar", size)
            studio.picture(shot, "fr", "phone", dark=True)


if __name__ == "__main__":
    main(sys.argv[1:])
