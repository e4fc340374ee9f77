"""What holds for every response: headers, cookies, forged forms, strange input, quiet logs."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import escape

from services.web.app import MOST_FORM_BYTES
from services.web.assets import KEPT, public_style
from shared import log
from shared.contracts.events import CardText
from shared.errors import Refused
from tests.support import examples
from tests.support.fake_services import APP_CODE, CODE, PASSWORD, TOKEN
from tests.support.web_site import EVENT, Site

UUID_1 = str(examples.an_id(1))
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
THINGS = (
    *("event_id", "send_id", "member_id", "import_id", "session_id", "double_id", "wave_id"),
    *("audience_id", "list_id", "mandate_id", "question_id", "proposal_id", "document_id"),
    "inbound_id",
)
FILLED = dict.fromkeys(THINGS, UUID_1) | {
    "code": CODE,
    "token": TOKEN,
    "staff_id": str(examples.an_id(900)),
}
QUESTIONS = {
    *(f"members.{name}" for name in ("actor", "reference", "count_audience", "audiences")),
    *(f"members.{name}" for name in ("audience", "find_members", "member", "names")),
    *(f"members.{name}" for name in ("first_names", "imports", "import_progress", "import_rows")),
    *(f"members.{name}" for name in ("own_account", "propose_second_factor", "link")),
    *(f"members.{name}" for name in ("sortings", "archived_audiences", "hand_lists_of")),
    *(
        "members.hand_list",
        "members.staff_accounts",
        "events.event",
        "events.weigh_change",
        "events.weigh_series",
        "events.series_of",
        "events.proposals",
        "notifications.inbox",
        "events.open_proposal",
        "events.questions_of",
        "events.question_sums",
        "events.session_rooms",
        "events.question_answers",
        "events.in_session",
        "events.events",
        "events.nearest",
        "events.answers",
        "events.place_requests",
    ),
    *("events.open_invitation", "notifications.preview_texts", "notifications.sends"),
    *("members.count_destinations", "notifications.beginnings", "notifications.quote"),
    "notifications.quotes",
    *("notifications.sending_rules", "notifications.money", "notifications.event_money"),
    "notifications.returned_mails",
    "notifications.notices",
    *("members.own_address", "notifications.own_texts"),
    *("notifications.show_text", "notifications.try_text"),
    *("notifications.look_at_correction", "notifications.failed"),
    "notifications.look_at_release",
    *("notifications.reasons", "notifications.people_by_reason"),
    *("events.doors", "events.guests", "events.came", "events.here", "events.invited"),
    *("members.door_names", "members.take_out_import"),
    *("members.import_columns", "members.set_aside", "members.weigh_audience"),
    *("members.doubles", "members.double", "members.join_form", "members.own_page"),
    *("members.things", "members.take_out_members", "members.call_sheet", "members.erasures"),
    *("members.silent_people", "members.register", "members.take_out_audit"),
    *(
        f"{service}.{name}"
        for service in ("members", "events", "notifications")
        for name in ("audit", "retention", "person_data", "own_data")
    ),
    *("events.cards", "notifications.own_silence", "events.reminders"),
    *("events.attendance", "events.feedback_summary", "members.event_breakdown"),
    "events.feedback_words",
    *("events.agenda", "events.agenda_event", "events.calendar", "events.own_calendar"),
    *("events.waves", "events.announcements", "events.check_wave", "events.check_announcement"),
    *("members.statutes", "events.assembly", "events.quorum"),
    *("events.convocation", "events.read_document", "events.read_invited_document"),
    *("events.proxies", "events.roll", "members.find_mandated", "members.namesakes"),
}
"""
What may be asked by looking: none of it writes (tests/integration/test_members_accounts.py), but
that `actor` notes when a session was last used, and the audit who took a sheet along.
"""
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "%(name)s %s {0}",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
]


def routes(site: Site, method: str) -> Iterator[tuple[str, str]]:
    """Give every route that takes a method: its endpoint and a path of it."""
    for rule in site.app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in KEPT:
            path = re.sub(
                r"<(?:\w+:)?(\w+)>",
                lambda m: FILLED.get(m[1], CODE if m[1] == "code" else ""),
                rule.rule,
            )
            yield rule.endpoint, path


def every_response(site: Site) -> Iterator[Any]:
    """Give what the site answers: pages, refusals, silence, nothing, forms, files."""
    for answer in _answers(site):
        yield answer
        answer.close()  # a file that is read no further is still open in its request


def _answers(site: Site) -> Iterator[Any]:
    for _, path in routes(site, "GET"):
        yield site.get(path)
    for _, path in routes(site, "POST"):
        yield site.browser.post(path)
    yield site.get("/nothing/here")
    yield site.browser.open("/events", method="DELETE")
    yield site.get("/static/nothing.css")
    yield site.browser.post(f"/i/{CODE}", data=b"x" * (MOST_FORM_BYTES + 1))
    site.services.answers["events.events"] = KeyError("a name that nobody may see")
    yield site.get("/events")
    site.services.down |= {"members", "events", "notifications"}
    yield site.get("/members")
    yield site.get(f"/i/{CODE}")


@pytest.fixture(params=[True, False], ids=["signed-in", "signed-out"])
def site(request: pytest.FixtureRequest) -> Site:
    return Site().sign_in() if request.param else Site()


OPEN = ("/agenda", "/calendar/")
"""Where caches and search engines have rules of their own (test_web_agenda.py, …_calendar.py)."""


def test_every_response_carries_the_safety_headers(site: Site) -> None:
    for answer in every_response(site):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        for part in (
            *("default-src 'none'", "object-src 'none'", "base-uri 'none'"),
            *("frame-ancestors 'none'", "form-action 'self'"),
        ):
            assert part in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        if not answer.request.path.startswith(OPEN) or answer.status_code != 200:
            assert "noindex" in headers["X-Robots-Tag"]
            assert headers["Cache-Control"] == "no-store"


def test_no_page_has_script_or_style_that_its_policy_forbids(site: Site) -> None:
    for answer in every_response(site):
        if answer.content_type.startswith("application/"):
            continue  # a file, which no browser shows as a page
        text = answer.text.replace(f"<style>{public_style()}</style>", "")
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", text)
        for script in re.findall(r"<script([^>]*)>([^<]*)", text):
            if script[0] == ' type="application/ld+json"':
                continue  # data, which no browser runs
            assert re.search(r'src="/(static|door/app)/', script[0])
            assert script[1] == ""
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_only_files_of_the_site_may_be_kept_by_browsers() -> None:
    site = Site()
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', site.get("/sign-in").text)

    assert len(found) == 3
    for address in found:
        assert "?v=" in address
        assert "immutable" in site.get(address).headers["Cache-Control"]


def test_over_https_browsers_are_told_to_stay_there() -> None:
    site = Site(public_url="https://multaqa.example").sign_in()

    assert "max-age=31536000" in site.get("/events").headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [("https://multaqa.example", "__Host-multaqa", True), ("http://localhost", "multaqa", False)],
)
def test_the_one_cookie_is_for_this_site_alone(address: str, name: str, *, secure: bool) -> None:
    cookie = Site(public_url=address).get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is secure


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [("https://multaqa.example", "__Host-multaqa", True), ("http://localhost", "multaqa", False)],
)
def test_every_cookie_that_is_ever_set_is_as_closed(
    address: str, name: str, *, secure: bool
) -> None:
    site = Site(public_url=address).sign_in()
    token = site.token("/account")
    answers = [
        *every_response(site),
        *(
            site.browser.post(path, data={"csrf_token": token}, headers={"Referer": address})
            for _, path in routes(site, "POST")
        ),
    ]

    cookies = [c for answer in answers for c in answer.headers.getlist("Set-Cookie")]

    assert cookies
    for cookie in cookies:
        assert cookie.startswith(f"{name}=")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {p.strip() for p in cookie.split(";")}
        assert "Domain" not in cookie
        assert ("Secure" in cookie) is secure


# --- Forged forms ----------------------------------------------------------------------------


def test_every_form_of_the_console_is_refused_without_its_token() -> None:
    site = Site().sign_in()
    forms = [(name, path) for name, path in routes(site, "POST") if name.startswith("console.")]
    assert len(forms) >= 24

    for name, path in forms:
        assert site.browser.post(path, data={"command_id": UUID_1}).status_code == 400, name
        bad = {"csrf_token": "made up", "command_id": UUID_1}
        assert site.browser.post(path, data=bad).status_code == 400, name
    assert {name for name, _ in site.services.asked} <= {"members.actor"}


def test_a_form_of_another_site_is_not_offered_to_be_sent_again() -> None:
    site = Site().sign_in()
    typed = {"title_fr": "Forum", "capacity": "1"}

    own = site.browser.post("/events/new", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    foreign = site.browser.post("/events/new", data=typed, headers={"Sec-Fetch-Site": "cross-site"})

    assert 'value="Forum"' in own.text
    assert 'value="Forum"' not in foreign.text
    assert "Set-Cookie" not in foreign.headers


def test_looking_at_a_page_never_changes_anything() -> None:
    site = Site().sign_in()
    site.services.events[examples.an_id(1)] = examples.an_open_event()

    for _, path in routes(site, "GET"):
        site.get(path)
        site.browser.head(path)

    assert {name for name, _ in site.services.asked} <= QUESTIONS


def test_console_routes_take_nothing_but_looking_and_sending() -> None:
    for rule in Site().app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}


# --- Where one is led ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "https:evil.example", "https://evil.example", "/\\evil.example"),
        *("\\\\evil.example", "%2f%2fevil.example", "/%2f/evil.example", "javascript:alert(1)"),
        *("/nothing", "/i/code", "/sign-in", "", " //evil.example", "/events\r\nX: y"),
        *("//evil", "\\\\evil", "/\\evil", "https:evil", "%2f%2fevil", "/%2f%2fevil", "///evil"),
        *("/events?a\r\nX: y", "/events?a\n//evil", "/events?a\tb"),
        *("//evil@localhost/events", "/events//evil", "/.//evil", "/\t/evil", "/%5cevil"),
    ],
)
def test_nobody_is_led_anywhere_but_to_a_page_of_the_console(target: str) -> None:
    site = Site().sign_in()

    answer = site.post("/language", page="/events", language="fr", next=target)
    signed_in = site.post("/sign-in", email="k@example.org", password=PASSWORD, next=target)
    coded = site.post("/sign-in/code", code=APP_CODE, next=target)

    assert {answer.location, signed_in.location, coded.location} == {"/"}


# --- Strange input ---------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_write_stays_text(attack: str) -> None:
    site = Site().sign_in()
    text = CardText(title=attack, venue=attack, description=attack)
    card = examples.a_card(texts=dict.fromkeys(("fr", "ar"), text), languages=["fr", "ar"])
    site.services.events[examples.an_id(1)] = examples.an_open_event(card=card)
    site.services.answers["events.open_invitation"] = replace(examples.an_invitation(), card=card)
    names = site.services.answers["members.names"]
    for call in ("members.names", "members.first_names"):
        site.services.answers[call] = lambda request: replace(
            names(request),
            names=[replace(n, first_name=attack, last_name=attack) for n in names(request).names],
        )

    for path in ("/events", EVENT, f"{EVENT}/change", f"{EVENT}/answers", f"/i/{CODE}"):
        page = site.get(path)
        assert page.status_code == 200
        assert str(escape(attack)) in page.text
        assert attack not in page.text or attack == str(escape(attack))


@pytest.mark.parametrize(
    "query", ["search=%00", "search=" + "x" * 5000, "after=%FF", "regions=%3C"]
)
def test_a_spoiled_search_is_no_failure(query: str) -> None:
    assert Site().sign_in().get(f"/members?{query}").status_code == 200


def test_a_form_over_the_limit_gets_a_sentence() -> None:
    site = Site().sign_in()
    token = site.token("/events/new")

    answer = site.browser.post(
        "/events/new", data={"csrf_token": token, "title_fr": "x" * (MOST_FORM_BYTES + 1)}
    )

    assert answer.status_code == 413
    assert "plus de texte qu’un formulaire" in answer.text


def test_a_failure_shows_a_number_and_nothing_else() -> None:
    site = Site().sign_in()
    site.services.answers["events.events"] = KeyError("+212600000012")

    answer = site.get("/events")

    assert answer.status_code == 500
    assert "+2126" not in answer.text
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", answer.text)


def test_health_needs_no_service() -> None:
    site = Site()
    site.services.down |= {"members", "events", "notifications"}

    assert site.get("/healthz").text == "ok\n"
    assert site.services.asked == []


# --- Logs ------------------------------------------------------------------------------------


def test_the_log_names_the_route_and_never_the_path(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log.configure("web")
    site = Site()
    canary = "CANARYxyz"

    site.get(f"/password/{canary}?secret={canary}")
    site.browser.post(f"/password/{canary}", data={"password": canary})
    site.get(f"/i/{canary}?lang=fr&secret={canary}")
    site.browser.post(f"/i/{canary}", data={"answer": "yes", "member_id": UUID_1})
    site.services.answers["events.open_invitation"] = Refused("internal-error")
    site.get(f"/i/{canary}")
    site.services.answers["events.open_invitation"] = KeyError(canary)
    site.get(f"/i/{canary}")
    site.services.down.add("events")
    site.get(f"/i/{canary}")
    site.get(f"/nothing/{canary}")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    answered = [line for line in lines if line["event"] == "answered"]
    assert [line["route"] for line in answered] == [
        *["/password/<token>"] * 2,
        *["/i/<code>"] * 5,
        None,
    ]
    assert all(line["correlation_id"] for line in answered)
    assert canary not in json.dumps(lines)
