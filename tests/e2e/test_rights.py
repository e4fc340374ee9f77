"""
Who may do what: every role and every stranger, at every question of every service and at every
page, on the real thing. A question or a page without a line in these tables fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from services.members.domain.rights import (
    BEHIND_TWO_STEPS,
    ROLES,
    SCOPES,
    behind_one_step,
    scopes_of,
)
from services.web.app import create_app
from shared.contracts.events import (
    Announce,
    CancelEvent,
    ChangeEvent,
    ChangeSeries,
    ChaseSilent,
    CheckIn,
    CopyEvent,
    DecidePlace,
    DropWave,
    EventRef,
    FindAttendance,
    FindCame,
    FindFeedbackWords,
    FindGuests,
    FindInSession,
    FindInvited,
    FindQuestionAnswers,
    KeepSeats,
    NoteAnswer,
    PlanWave,
    PublishEvent,
    PublishLater,
    PublishNotLater,
    PutQuestion,
    PutSession,
    RemoveQuestion,
    RemoveSession,
    RepeatEvent,
    SetReminders,
)
from shared.contracts.events.assemblies import (
    Convene,
    ConveneAgain,
    ConveneLater,
    PutAssembly,
    TakeRoll,
    TellMinutes,
)
from shared.contracts.events.documents import (
    BeginDocument,
    DocumentPiece,
    DocumentRef,
    ReadDocument,
)
from shared.contracts.events.proxies import FindProxies, FindRoll, NoteProxy
from shared.contracts.members import AudienceFilter, AudiencePreview, FindMembers, Target, WaveWish
from shared.contracts.members.statutes import BodyStatutes, Statutes
from shared.contracts.notifications import ShowText
from shared.contracts.wire import Wire
from shared.db.limits import Limits
from shared.edge.actors import Bounds, sign
from shared.errors import Refused
from shared.ids import new_id
from shared.settings import Secret
from shared.testing.waiting import eventually
from tests.support.fake_services import FakeServices
from tests.support.installed import PASSWORD, add_account
from tests.support.reader import Reader
from tests.support.requests_made import a_request
from tests.support.system import System, a_form
from tests.support.web_site import settings
from tools.catalogue.system import Answer, read_system

SYSTEM = read_system()

# --- What services answer --------------------------------------------------------------------

OPEN_TO_ALL = {
    "members.sign_in": "whoever knows the password",
    "members.enter_code": "whoever knows the password and has the second factor",
    **dict.fromkeys(
        (
            *("members.actor", "members.sign_out", "members.own_account"),
            *("members.choose_language", "members.change_password"),
            *("members.propose_second_factor", "members.confirm_second_factor"),
            *("members.remove_second_factor", "members.end_session"),
            "members.end_other_sessions",
            "members.own_address",
        ),
        "whoever holds the session, for the account it is of",
    ),
    "members.ask_for_link": "whoever types an address: the answer tells nothing",
    "members.link": "whoever holds the link",
    "members.choose_password": "whoever holds the link",
    "members.ask_for_own_link": "whoever types an address: the answer tells nothing",
    **dict.fromkeys(
        (
            *("members.own_page", "members.change_own_page", "members.agree_again"),
            *("members.own_data", "members.ask_own_erasure", "members.confirm_own_erasure"),
        ),
        "whoever holds the link that was sent to the person's own contact",
    ),
    "members.join_form": "whoever comes along: it holds nothing of anybody",
    "members.join": "whoever types an address: nothing happens before that is confirmed",
    "members.confirm_join": "whoever holds what was sent to the address",
    "members.find_mandated": "asked by web for a member of the body: tells an id, of a known name",
    **dict.fromkeys(
        (
            *("members.first_names", "members.seal_answers", "members.what_is_sealed"),
            "members.take_back_answer",
        ),
        "asked by web for people behind a code that was looked up",
    ),
    "events.open_invitation": "whoever holds the code",
    "events.calendar": "whoever holds the address, which its person was shown",
    **dict.fromkeys(("events.agenda", "events.agenda_event"), "what everybody may read"),
    "events.propose": "whoever comes along: an organiser reads it before anything happens",
    "events.open_proposal": "whoever holds the link that they were given",
    "events.convocation": "whoever holds the code",
    "events.give_own_proxy": "whoever holds the code",
    "events.read_invited_document": "whoever holds the code",
    "events.answer": "whoever holds the code",
    "events.give_feedback": "whoever holds the code",
    "events.answer_questions": "whoever holds the code",
    "events.choose_sessions": "whoever holds the code",
    "notifications.opt_out": "whoever holds the code",
    "notifications.provider_called": "a provider, by the proof that was agreed with it",
    "notifications.mail_came_back": "a mail service, by the signature that was agreed with it",
}
"""Questions that need no account, and what they need instead."""

OF_ALL_EVENTS = dict.fromkeys(
    (f"notifications.{name}_text" for name in ("show", "try", "keep", "forget")), "sending:manage"
) | {"notifications.send_text_to_me": "sending:manage"}
"""What needs more when no event is named than for one event."""

STRANGERS = ("nobody", "forged", "stale", "without rights")


def token(system: System, bearer: str) -> str | None:
    """Give what a bearer would show: a role's token, or one that is worth nothing."""
    now = datetime.now(UTC)
    key = Secret(system.world.stack.secrets["actor_signing_key"]).key()
    rights = SCOPES.get(bearer, SCOPES["admin"])
    if bearer == "nobody":
        return None
    if bearer == "forged":
        key = bytes(32)
    if bearer == "stale":
        now -= timedelta(minutes=2)
    if bearer == "without rights":
        rights = []
    return sign(key, staff_id=new_id(), role=bearer, scopes=rights, now=now)


def refusal(system: System, answer: Answer, bearer: str) -> str:
    """Give the code with which a question is refused; nothing when it is answered."""
    request = a_request(answer.request) if answer.request else None
    try:
        system.upstream.call(
            answer.service, answer.name, request, Wire, actor=token(system, bearer)
        )
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("bearer", [*ROLES, *STRANGERS])
def test_a_service_answers_whoever_has_the_right_and_nobody_else(
    system: System, bearer: str
) -> None:
    asked = [a for a in SYSTEM.answers if f"{a.service}.{a.name}" not in OPEN_TO_ALL]
    no_account = bearer in ("nobody", "forged", "stale")
    wanted = {
        f"{a.service}.{a.name}": "not-signed-in"
        if no_account
        else (
            "may"
            if OF_ALL_EVENTS.get(f"{a.service}.{a.name}", a.scope) in SCOPES.get(bearer, [])
            else "not-allowed"
        )
        for a in asked
    }

    given = {}
    for answer in asked:
        code = refusal(system, answer, bearer)
        given[f"{answer.service}.{answer.name}"] = (
            code if code in ("not-signed-in", "not-allowed") else "may"
        )

    assert given == wanted
    assert all(answer.scope for answer in asked)


def test_what_needs_no_account_is_known_and_says_why() -> None:
    without = {f"{a.service}.{a.name}" for a in SYSTEM.answers if a.scope is None}

    assert without == set(OPEN_TO_ALL)


# --- How far: the same rights, with limits ------------------------------------------------------

OF_ONE_EVENT: dict[str, tuple[str, Wire]] = {
    "events.event": ("event_id", EventRef(event_id=new_id())),
    "events.change_event": ("event_id", ChangeEvent(event_id=new_id(), form=a_form())),
    "events.weigh_change": ("event_id", ChangeEvent(event_id=new_id(), form=a_form())),
    "events.publish_event": (
        "event_id",
        PublishEvent(command_id=new_id(), event_id=new_id(), audience_id=new_id()),
    ),
    "events.copy_event": (
        "event_id",
        CopyEvent(command_id=new_id(), event_id=new_id(), starts_at="2099-01-01T10:00"),
    ),
    "events.publish_later": (
        "event_id",
        PublishLater(
            command_id=new_id(),
            event_id=new_id(),
            audience_id=new_id(),
            publish_at="2099-01-01T10:00",
        ),
    ),
    "events.change_series": (
        "event_id",
        ChangeSeries(
            command_id=new_id(), event_id=new_id(), rule="FREQ=WEEKLY", starts_at="2027-01-01T10:00"
        ),
    ),
    "events.weigh_series": (
        "event_id",
        ChangeSeries(
            command_id=new_id(), event_id=new_id(), rule="FREQ=WEEKLY", starts_at="2027-01-01T10:00"
        ),
    ),
    "events.repeat_event": (
        "event_id",
        RepeatEvent(command_id=new_id(), event_id=new_id(), rule="FREQ=WEEKLY"),
    ),
    "events.put_session": (
        "event_id",
        PutSession(
            command_id=new_id(),
            event_id=new_id(),
            starts_at="2099-01-01T10:00",
            ends_at="2099-01-01T11:00",
            texts={},
        ),
    ),
    "events.remove_session": (
        "event_id",
        RemoveSession(command_id=new_id(), event_id=new_id(), session_id=new_id()),
    ),
    "events.questions_of": ("event_id", EventRef(event_id=new_id())),
    "events.put_question": (
        "event_id",
        PutQuestion(command_id=new_id(), event_id=new_id(), kind="text", texts={}),
    ),
    "events.remove_question": (
        "event_id",
        RemoveQuestion(command_id=new_id(), event_id=new_id(), question_id=new_id()),
    ),
    "events.series_of": ("event_id", EventRef(event_id=new_id())),
    "events.publish_not_later": (
        "event_id",
        PublishNotLater(command_id=new_id(), event_id=new_id()),
    ),
    "events.cancel_event": ("event_id", CancelEvent(command_id=new_id(), event_id=new_id())),
    "events.guests": ("event_id", FindGuests(event_id=new_id())),
    "events.invited": ("event_id", FindInvited(event_id=new_id(), member_ids=[])),
    "events.invited_at_desk": ("event_id", FindInvited(event_id=new_id(), member_ids=[])),
    "events.answer_at_desk": (
        "event_id",
        NoteAnswer(command_id=new_id(), event_id=new_id(), member_id=new_id(), answer="yes"),
    ),
    "events.note_answer": (
        "event_id",
        NoteAnswer(command_id=new_id(), event_id=new_id(), member_id=new_id(), answer="yes"),
    ),
    "events.feedback_summary": ("event_id", EventRef(event_id=new_id())),
    "events.feedback_words": ("event_id", FindFeedbackWords(event_id=new_id())),
    "events.session_rooms": ("event_id", EventRef(event_id=new_id())),
    "events.question_sums": ("event_id", EventRef(event_id=new_id())),
    "events.in_session": ("event_id", FindInSession(event_id=new_id(), session_id=new_id())),
    "events.question_answers": ("event_id", FindQuestionAnswers(event_id=new_id())),
    "events.attendance": ("event_id", FindAttendance(event_id=new_id())),
    "events.reminders": ("event_id", EventRef(event_id=new_id())),
    "events.waves": ("event_id", EventRef(event_id=new_id())),
    "events.announcements": ("event_id", EventRef(event_id=new_id())),
    **dict.fromkeys(
        ("events.announce", "events.check_announcement"),
        ("event_id", Announce(command_id=new_id(), event_id=new_id(), said={}, to_answer="yes")),
    ),
    "events.keep_seats": (
        "event_id",
        KeepSeats(command_id=new_id(), event_id=new_id(), label="Voisins", seats=0),
    ),
    **dict.fromkeys(
        ("events.plan_wave", "events.check_wave"),
        ("event_id", PlanWave(command_id=new_id(), event_id=new_id(), audience_id=new_id())),
    ),
    "events.drop_wave": (
        "event_id",
        DropWave(command_id=new_id(), event_id=new_id(), wave_id=new_id()),
    ),
    "events.chase_the_silent": (
        "event_id",
        ChaseSilent(command_id=new_id(), event_id=new_id()),
    ),
    "events.set_reminders": (
        "event_id",
        SetReminders(command_id=new_id(), event_id=new_id(), wishes=[]),
    ),
    "events.came": ("event_id", FindCame(event_id=new_id())),
    "events.place_requests": ("event_id", EventRef(event_id=new_id())),
    "events.decide_place": (
        "event_id",
        DecidePlace(command_id=new_id(), event_id=new_id(), member_id=new_id(), invite=True),
    ),
    "events.here": ("event_id", EventRef(event_id=new_id())),
    "events.assembly": ("event_id", EventRef(event_id=new_id())),
    "events.quorum": ("event_id", EventRef(event_id=new_id())),
    "events.put_assembly": (
        "event_id",
        PutAssembly(
            command_id=new_id(),
            event_id=new_id(),
            body=BodyStatutes(body="council", names={}, statutes=Statutes()),
        ),
    ),
    "events.convene": ("event_id", Convene(command_id=new_id(), event_id=new_id())),
    "events.proxies": ("event_id", FindProxies(event_id=new_id())),
    "events.roll": ("event_id", FindRoll(event_id=new_id())),
    "events.note_proxy": (
        "event_id",
        NoteProxy(command_id=new_id(), event_id=new_id(), member_id=new_id()),
    ),
    "events.convene_later": (
        "event_id",
        ConveneLater(command_id=new_id(), event_id=new_id(), publish_at="2030-03-01T09:00"),
    ),
    "events.convene_again": (
        "event_id",
        ConveneAgain(command_id=new_id(), event_id=new_id(), starts_at="2099-01-01T10:00"),
    ),
    "events.tell_minutes": (
        "event_id",
        TellMinutes(command_id=new_id(), event_id=new_id(), said={}),
    ),
    "events.begin_document": (
        "event_id",
        BeginDocument(command_id=new_id(), event_id=new_id(), name="a.pdf", size=1),
    ),
    "events.add_document_piece": (
        "event_id",
        DocumentPiece(event_id=new_id(), document_id=new_id(), number=1, content="QUFB"),
    ),
    **dict.fromkeys(
        ("events.finish_document", "events.remove_document"),
        ("event_id", DocumentRef(command_id=new_id(), event_id=new_id(), document_id=new_id())),
    ),
    "events.read_document": ("event_id", ReadDocument(event_id=new_id(), document_id=new_id())),
    "events.take_roll": ("event_id", TakeRoll(command_id=new_id(), event_id=new_id())),
    "events.check_in": (
        "event_id",
        CheckIn(event_id=new_id(), device=new_id(), clock=datetime.now(UTC), scans=[]),
    ),
}
"""Questions about one event, which say that there is none when it is not theirs."""

SILENT = {
    "events.answers": "an event without answers and one that is not theirs have none",
    "notifications.sends": "an event without sends and one that is not theirs have none",
    "notifications.notices": "an event without sends and one that is not theirs have none",
    **dict.fromkeys(
        ("notifications.own_texts", "notifications.show_text", "notifications.try_text"),
        "an event without texts of its own and one that is not theirs have the usual ones",
    ),
    **dict.fromkeys(
        (
            *("notifications.keep_text", "notifications.forget_text"),
            "notifications.send_text_to_me",
        ),
        "about a text: tests/integration/test_own_texts.py",
    ),
    **dict.fromkeys(
        ("notifications.reasons", "notifications.people_by_reason"),
        "an event without sends and one that is not theirs have none",
    ),
    "notifications.event_money": "an event without sends and one that is not theirs cost nothing",
    **dict.fromkeys(
        ("notifications.quotes", "notifications.keep_quote"),
        "of an event that is not theirs nothing is told and nothing kept",
    ),
    "notifications.set_event_budget": "only for whoever has no limits",
    **dict.fromkeys(
        (
            *("notifications.release_send", "notifications.resume_send"),
            "notifications.look_at_release",
            *("notifications.look_at_correction", "notifications.correct_send"),
            *("notifications.failed", "notifications.resend_failed"),
        ),
        "about a send, like stop_send: the policy of `sends` holds for both",
    ),
    "notifications.stop_send": "about a send: tests/integration/test_limits.py",
}
"""The others that name an event or what is its own."""


def about_events() -> set[str]:
    """Every question of events and notifications that needs a right and names something."""
    names = {"event_id", "send_id"}
    return {
        f"{a.service}.{a.name}"
        for a in SYSTEM.answers
        if a.scope
        and a.request
        and a.service != "members"
        and names & {field.name for field in fields(a.request)}  # type: ignore[arg-type]
    }


def limited(system: System, role: str, *, until: datetime | None = None, **limits: Any) -> str:
    """Give a token of a role with limits, signed by whoever may."""
    key = Secret(system.world.stack.secrets["actor_signing_key"]).key()
    bounds = Bounds(limits=Limits(**limits), until=until)
    scopes = scopes_of(role, limits.get("events"))
    return sign(
        key, staff_id=new_id(), role=role, scopes=scopes, now=datetime.now(UTC), bounds=bounds
    )


def code_of(system: System, question: str, request: Wire | None, token: str) -> str:
    service, _, name = question.partition(".")
    try:
        system.upstream.call(service, name, request, Wire, actor=token)
    except Refused as refused:
        return refused.code
    return ""


def test_every_question_about_one_event_is_asked_with_limits() -> None:
    assert about_events() == {*OF_ONE_EVENT, *SILENT}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_an_event_that_is_not_theirs_is_answered_as_one_that_is_not(
    system: System, role: str
) -> None:
    own, other = (system.create_event().card.event_id for _ in range(2))
    token = limited(system, role, events=[own])

    given = {}
    for question, (key, request) in OF_ONE_EVENT.items():
        scope = next(a.scope for a in SYSTEM.answers if f"{a.service}.{a.name}" == question)
        for event_id in (other, new_id()):
            code = code_of(system, question, replace(request, **{key: event_id}), token)  # type: ignore[type-var]
            given[question, event_id] = code
            assert code == ("unknown-event" if scope in SCOPES[role] else "not-allowed"), question

    assert len(given) == 2 * len(OF_ONE_EVENT)
    if "events:read" in SCOPES[role]:
        assert code_of(system, "events.event", EventRef(event_id=own), token) == ""


def test_the_texts_of_one_event_are_its_organisers(system: System) -> None:
    event_id = system.create_event().card.event_id
    wish = ShowText(kind="invitation", channel="sms", language="fr", event_id=event_id)
    codes = {
        role: code_of(system, "notifications.show_text", wish, limited(system, role))
        for role in ("organiser", "viewer")
    }

    assert codes == {"organiser": "", "viewer": "not-allowed"}


def test_whoever_is_limited_to_an_event_makes_no_other(system: System) -> None:
    token = limited(system, "organiser", events=[system.create_event().card.event_id])

    assert code_of(system, "events.create_event", a_form(), token) == "not-allowed"
    assert code_of(system, "members.find_members", FindMembers(), token) == "not-allowed"


@pytest.mark.parametrize("question", ["members.find_members", "members.member", "members.names"])
def test_whoever_reads_numbers_gets_no_name(system: System, question: str) -> None:
    asked = next(a for a in SYSTEM.answers if f"{a.service}.{a.name}" == question)
    token = limited(system, "counts")

    assert code_of(system, question, a_request(asked.request), token) == "not-allowed"  # type: ignore[arg-type]
    assert code_of(system, "members.preview_audience", AudienceFilter(), token) == ""


def test_whoever_gets_no_name_is_told_counts_in_fives(system: System) -> None:
    """And asks of no wish and no number: these are for whoever publishes."""
    told = {
        role: system.upstream.call(
            "members", "preview_audience", AudienceFilter(), AudiencePreview, actor=token
        ).people
        for role in ("counts", "organiser")
        for token in [limited(system, role)]
    }

    assert told["counts"] == told["organiser"] - told["organiser"] % 5
    for question in ("members.weigh_audience", "members.count_destinations"):
        asked = next(a for a in SYSTEM.answers if f"{a.service}.{a.name}" == question)
        request = a_request(asked.request)  # type: ignore[arg-type]
        assert code_of(system, question, request, limited(system, "counts")) == "not-allowed"


def test_only_whoever_may_open_the_vault_lets_a_wave_mix_sectors(system: System) -> None:
    """Whoever is chosen says something of the sectors to whoever chose the audience."""
    mixed = WaveWish(size=10, targets=[Target(what="sector")])
    codes = {}
    for role in ("organiser", "admin"):
        event_id = system.create_event().card.event_id
        wish = PublishEvent(
            command_id=new_id(), event_id=event_id, audience_id=new_id(), wish=mixed
        )
        bearer = token(system, role)
        assert bearer is not None
        codes[role] = code_of(system, "events.publish_event", wish, bearer)
        later = PlanWave(command_id=new_id(), event_id=event_id, audience_id=new_id(), wish=mixed)
        assert code_of(system, "events.plan_wave", later, bearer) == codes[role]

    assert codes == {"organiser": "not-allowed", "admin": ""}


def test_rights_end_with_the_account_and_not_with_the_minute(system: System) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    token = limited(system, "volunteer", until=soon)

    eventually(lambda: code_of(system, "events.doors", None, token) == "not-signed-in", within_s=10)


def test_a_volunteer_of_one_event_is_out_when_it_is_over(system: System) -> None:
    email = "door.for.a.day@rights.example"
    add_account(system, email, "volunteer")
    own, other = (system.create_event().card.event_id for _ in range(2))
    for event_id in (own, other):
        system.publish(event_id)
    system.world.rows("members", "update staff set events = %s where email = %s", [own], email)
    reader = Reader(system.web)
    reader.open("/sign-in").submit("password", email=email, password=PASSWORD)

    assert visit(reader, "GET", f"/door/{own}", {}) == 200
    assert visit(reader, "GET", f"/door/{other}", {}) == 404

    system.world.rows("members", "update staff set ends_at = now() where email = %s", email)

    assert visit(reader, "GET", f"/door/{own}", {}) == 303
    again = Reader(system.web).open("/sign-in").submit("password", email=email, password=PASSWORD)
    assert again.status != 200


# --- Pages -----------------------------------------------------------------------------------

PAGES: dict[str, str] = {
    "GET /": "",
    "GET /events": "events:read",
    "GET /events/new": "events:write",
    "GET /written": "members:read",
    "POST /written/<uuid:inbound_id>": "members:write",
    "GET /proposals": "events:write",
    "POST /proposals/<uuid:proposal_id>/approve": "events:write",
    "POST /proposals/<uuid:proposal_id>/decline": "events:write",
    "POST /events/new": "events:write",
    "GET /events/<uuid:event_id>": "events:read",
    "GET /events/<uuid:event_id>/change": "events:write",
    "POST /events/<uuid:event_id>/change": "events:write",
    "GET /events/<uuid:event_id>/who": "events:publish",
    "POST /events/<uuid:event_id>/who": "events:publish",
    "GET /events/<uuid:event_id>/check": "events:publish",
    "POST /events/<uuid:event_id>/publish": "events:publish",
    "POST /events/<uuid:event_id>/publish-later": "events:publish",
    "POST /events/<uuid:event_id>/publish-not-later": "events:publish",
    "GET /events/<uuid:event_id>/copy": "events:write",
    "GET /events/<uuid:event_id>/questions": "events:write",
    "POST /events/<uuid:event_id>/questions": "events:write",
    "GET /events/<uuid:event_id>/questions/answers": "events:read",
    "GET /events/<uuid:event_id>/questions/<uuid:question_id>": "events:write",
    "POST /events/<uuid:event_id>/questions/<uuid:question_id>": "events:write",
    "POST /events/<uuid:event_id>/questions/<uuid:question_id>/remove": "events:write",
    "GET /events/<uuid:event_id>/sessions": "events:write",
    "POST /events/<uuid:event_id>/sessions": "events:write",
    "GET /events/<uuid:event_id>/sessions/<uuid:session_id>": "events:write",
    "POST /events/<uuid:event_id>/sessions/<uuid:session_id>": "events:write",
    "POST /events/<uuid:event_id>/sessions/<uuid:session_id>/remove": "events:write",
    "GET /events/<uuid:event_id>/sessions/<uuid:session_id>/people": "names:read",
    "GET /events/<uuid:event_id>/series": "events:publish",
    "POST /events/<uuid:event_id>/series": "events:publish",
    "GET /events/<uuid:event_id>/repeat": "events:publish",
    "POST /events/<uuid:event_id>/repeat": "events:publish",
    "POST /events/<uuid:event_id>/copy": "events:write",
    "GET /events/<uuid:event_id>/cancel": "events:publish",
    "POST /events/<uuid:event_id>/cancel": "events:publish",
    "GET /events/<uuid:event_id>/answers": "names:read",
    "POST /events/<uuid:event_id>/places/<uuid:member_id>/invite": "events:publish",
    "POST /events/<uuid:event_id>/places/<uuid:member_id>/decline": "events:publish",
    "GET /events/<uuid:event_id>/waves": "events:read",
    "POST /events/<uuid:event_id>/waves": "events:publish",
    "POST /events/<uuid:event_id>/waves/keep": "events:publish",
    "POST /events/<uuid:event_id>/waves/<uuid:wave_id>/drop": "events:publish",
    "GET /events/<uuid:event_id>/announcements": "events:read",
    "POST /events/<uuid:event_id>/announcements": "events:publish",
    "GET /events/<uuid:event_id>/answers/note": "events:write",
    "GET /events/<uuid:event_id>/answers/<uuid:member_id>": "events:write",
    "POST /events/<uuid:event_id>/answers/<uuid:member_id>": "events:write",
    "GET /events/<uuid:event_id>/report": "people:count",
    "GET /events/<uuid:event_id>/report.pdf": "people:count",
    "GET /events/<uuid:event_id>/attendance.pdf": "names:read",
    "GET /events/<uuid:event_id>/attendance.xlsx": "names:read",
    "GET /events/<uuid:event_id>/people.csv": "names:read",
    "GET /events/<uuid:event_id>/chase": "events:publish",
    "POST /events/<uuid:event_id>/chase": "events:publish",
    "GET /events/<uuid:event_id>/assembly": "events:read",
    "POST /events/<uuid:event_id>/assembly": "events:write",
    "POST /events/<uuid:event_id>/assembly/convene": "events:publish",
    "POST /events/<uuid:event_id>/assembly/convene-later": "events:publish",
    "POST /events/<uuid:event_id>/assembly/roll": "events:write",
    "GET /events/<uuid:event_id>/assembly/proxies": "names:read",
    "POST /events/<uuid:event_id>/assembly/proxies": "events:write",
    "POST /events/<uuid:event_id>/assembly/proxies/<uuid:member_id>/withdraw": "events:write",
    "POST /events/<uuid:event_id>/assembly/again": "events:write",
    "POST /events/<uuid:event_id>/assembly/minutes": "events:publish",
    "GET /events/<uuid:event_id>/assembly/roll.pdf": "names:read",
    "GET /events/<uuid:event_id>/assembly/roll.xlsx": "names:read",
    "POST /events/<uuid:event_id>/documents": "events:write",
    "GET /events/<uuid:event_id>/documents/<uuid:document_id>": "names:read",
    "POST /events/<uuid:event_id>/documents/<uuid:document_id>/remove": "events:write",
    "GET /door/<uuid:event_id>/quorum": "door:read",
    "GET /door/<uuid:event_id>/quorum/now": "door:read",
    "GET /events/<uuid:event_id>/reminders": "events:read",
    "POST /events/<uuid:event_id>/reminders": "events:write",
    "GET /events/<uuid:event_id>/here": "events:read",
    "GET /events/<uuid:event_id>/sends": "sends:read",
    "POST /events/<uuid:event_id>/sends/<uuid:send_id>/stop": "sends:control",
    "GET /members": "members:read",
    "GET /sorting": "members:write",
    "POST /sorting": "members:write",
    "GET /sorting/statutes": "staff:manage",
    "POST /sorting/statutes": "staff:manage",
    "POST /sorting/rename": "members:write",
    "POST /sorting/remove": "members:write",
    "GET /members.csv": "members:write",
    "GET /members/new": "members:write",
    "POST /members/new": "members:write",
    "POST /members/<uuid:member_id>/lists": "members:write",
    "GET /lists/<uuid:list_id>": "members:read",
    "POST /lists/<uuid:list_id>": "members:write",
    "POST /lists/<uuid:list_id>/people": "members:write",
    "POST /lists/<uuid:list_id>/rename": "members:write",
    "POST /lists/<uuid:list_id>/remove": "members:write",
    "GET /audiences": "members:read",
    "POST /audiences/count": "members:read",
    "GET /audiences/new": "events:write",
    "POST /audiences/new": "events:write",
    "GET /audiences/<uuid:audience_id>": "events:write",
    "POST /audiences/<uuid:audience_id>": "events:write",
    "POST /audiences/<uuid:audience_id>/archive": "events:write",
    "GET /members/<uuid:member_id>": "members:read",
    "GET /members/<uuid:member_id>/data": "members:export",
    "GET /members/<uuid:member_id>/data.json": "members:export",
    "GET /members/<uuid:member_id>/erase": "members:erase",
    "POST /members/<uuid:member_id>/erase": "members:erase",
    "GET /erasures": "members:erase",
    "GET /members/<uuid:member_id>/change": "members:write",
    "POST /members/<uuid:member_id>/change": "members:write",
    "POST /members/<uuid:member_id>/consents": "members:write",
    "POST /members/<uuid:member_id>/mandates": "members:write",
    "POST /members/<uuid:member_id>/mandates/<uuid:mandate_id>/end": "members:write",
    "POST /members/<uuid:member_id>/mandates/<uuid:mandate_id>/remove": "members:write",
    "POST /members/<uuid:member_id>/sensitive": "vault:read",
    "POST /events/<uuid:event_id>/questions/sensitive": "vault:read",
    "POST /members/<uuid:member_id>/sensitive/keep": "vault:write",
    "POST /members/<uuid:member_id>/sensitive/forget": "vault:write",
    "POST /members/<uuid:member_id>/mail-works-again": "members:write",
    "GET /members/call-sheet": "members:write",
    "GET /members/call-sheet.csv": "members:write",
    "POST /members/<uuid:member_id>/separate": "members:write",
    "POST /members/<uuid:member_id>/household/leave": "members:write",
    "POST /members/<uuid:member_id>/household/join": "members:write",
    "GET /members/<uuid:member_id>/merge": "members:write",
    "POST /members/<uuid:member_id>/merge": "members:write",
    "GET /members/doubles": "members:read",
    "GET /members/doubles/<uuid:double_id>": "members:read",
    "POST /members/doubles/<uuid:double_id>/merge": "members:write",
    "POST /members/doubles/<uuid:double_id>/not-the-same": "members:write",
    "POST /events/<uuid:event_id>/sends/<uuid:send_id>/resume": "sends:control",
    "GET /events/<uuid:event_id>/sends/<uuid:send_id>/release": "sends:control",
    "POST /events/<uuid:event_id>/sends/<uuid:send_id>/release": "sends:control",
    "GET /events/<uuid:event_id>/sends/<uuid:send_id>/correct": "sends:control",
    "POST /events/<uuid:event_id>/sends/<uuid:send_id>/correct": "sends:control",
    "GET /events/<uuid:event_id>/sends/<uuid:send_id>/again": "sends:control",
    "POST /events/<uuid:event_id>/sends/<uuid:send_id>/again": "sends:control",
    "GET /events/<uuid:event_id>/why": "members:read",
    "GET /events/<uuid:event_id>/why/people": "members:read",
    "GET /events/<uuid:event_id>/why/people.csv": "members:export",
    "GET /money": "sending:manage",
    "POST /money": "sending:manage",
    "GET /events/<uuid:event_id>/money": "sends:read",
    "POST /events/<uuid:event_id>/money": "sending:manage",
    "GET /sending-rules": "sending:manage",
    "POST /sending-rules": "sending:manage",
    **{
        f"{method} {before}/wording{page}": scope
        for before, scope in (("", "sending:manage"), ("/events/<uuid:event_id>", "events:write"))
        for method, page in (
            *(("GET", ""), ("GET", "/text"), ("POST", "/text"), ("POST", "/preview")),
            *(("GET", "/usual"), ("POST", "/usual")),
        )
    },
    "GET /events/<uuid:event_id>/wording/read": "events:write",
    "GET /retention": "privacy:manage",
    "POST /retention": "privacy:manage",
    "GET /register": "privacy:manage",
    "POST /register": "privacy:manage",
    "GET /register.html": "privacy:manage",
    "GET /imports": "members:read",
    "POST /imports": "members:write",
    "GET /imports/<uuid:import_id>": "members:read",
    "GET /imports/<uuid:import_id>/progress": "members:read",
    "GET /imports/<uuid:import_id>/rows.csv": "members:write",
    "GET /imports/<uuid:import_id>/set-aside.csv": "members:write",
    "POST /imports/<uuid:import_id>/columns": "members:write",
    "POST /imports/<uuid:import_id>/apply": "members:write",
    "POST /imports/<uuid:import_id>/undo": "members:write",
    "GET /account": "",
    "POST /account/password": "",
    "GET /account/second-factor": "",
    "POST /account/second-factor": "",
    "POST /account/second-factor/remove": "",
    "POST /account/sessions/<uuid:session_id>/end": "",
    "POST /account/sessions/end-others": "",
    "GET /staff": "staff:manage",
    "GET /staff/new": "staff:manage",
    "POST /staff/new": "staff:manage",
    "GET /staff/<uuid:staff_id>": "staff:manage",
    "POST /staff/<uuid:staff_id>/disable": "staff:manage",
    "POST /staff/<uuid:staff_id>/enable": "staff:manage",
    "POST /staff/<uuid:staff_id>/invite-again": "staff:manage",
    "POST /staff/<uuid:staff_id>/role": "staff:manage",
    "POST /staff/<uuid:staff_id>/second-factor": "staff:manage",
    "POST /staff/<uuid:staff_id>/sign-out": "staff:manage",
    "GET /audit": "audit:read",
    "GET /audit.csv": "audit:read",
    "GET /style": "",
    "GET /door": "door:read",
    "GET /door/<uuid:event_id>": "door:read",
    "POST /door/<uuid:event_id>": "door:write",
    "GET /door/<uuid:event_id>/app.webmanifest": "door:read",
    "POST /door/<uuid:event_id>/desk": "door:write",
    "POST /door/<uuid:event_id>/desk/answer": "door:write",
    "POST /door/<uuid:event_id>/desk.json": "door:write",
    "POST /door/<uuid:event_id>/desk/answer.json": "door:write",
    "GET /door/<uuid:event_id>/came": "door:write",
    "GET /door/<uuid:event_id>/list": "door:write",
    "GET /door/<uuid:event_id>/scan": "door:write",
    "POST /door/<uuid:event_id>/scans": "door:write",
    "GET /door/<uuid:event_id>/token": "door:write",
}
"""The console's pages and the right that each needs; an empty one needs an account only."""

BEFORE_SIGN_IN = {
    *("/sign-in", "/sign-in/code", "/sign-out", "/language"),
    *("/forgotten-password", "/forgotten-password/sent", "/password/<token>"),
    *("/door/worker.js", "/door/app/<version>/<path:name>"),
}


def pages() -> Iterator[tuple[str, str]]:
    """Give method and rule of every page of the console."""
    for rule in create_app(settings(), FakeServices()).url_map.iter_rules():
        if rule.endpoint.startswith("console.") and rule.rule not in BEFORE_SIGN_IN:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, rule.rule


def test_every_page_of_the_console_has_its_line() -> None:
    assert {f"{method} {rule}" for method, rule in pages()} == set(PAGES)


NOBODYS = "01900000-0000-7000-8000-00000000dead"
"""An id that nothing has."""

KINDS = (
    *("event_id", "member_id", "mandate_id", "double_id", "import_id", "send_id", "staff_id"),
    *("session_id", "wave_id", "audience_id", "list_id", "question_id", "proposal_id"),
    "document_id",
    "inbound_id",
)
SAME_FOR_NOTHING = (
    "POST /events/<uuid:event_id>/who/count",
    "POST /account/sessions/<uuid:session_id>/end",
)
"""Counts people, the event stands in its address only; a session that is not there is ended."""

UNKNOWN = (404, 422)
"""How a page answers that is about nothing; 422 when what was sent has no form."""


@pytest.fixture(scope="module")
def accounts(system: System) -> dict[str, Reader]:
    """Somebody of each role, signed in."""
    readers: dict[str, Reader] = {}
    for role in ROLES:
        email = f"{role}@rights.example"
        add_account(system, email, role)
        readers[role] = Reader(system.web)
        readers[role].open("/sign-in").submit("password", email=email, password=PASSWORD)
    return readers


def visit(reader: Reader, method: str, rule: str, ids: dict[str, str]) -> int:
    """Open a page, or send an empty form to it, and give the status."""
    path = re.sub(r"<uuid:(\w+)>", lambda found: ids[found[1]], rule)
    if method == "GET":
        return reader.http.get(
            f"{reader.base}{path}", allow_redirects=False, timeout=20
        ).status_code
    return reader.http.post(
        f"{reader.base}{path}",
        data={"csrf_token": token_of(reader)},
        allow_redirects=False,
        timeout=20,
    ).status_code


@cache
def token_of(reader: Reader) -> str:
    """Give what a reader's forms are sent with: one for the whole session."""
    return str(reader.open("/account").all("//input[@name='csrf_token']")[0].get("value"))


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_whoever_has_the_right_and_for_nobody_else(
    system: System, accounts: dict[str, Reader], role: str
) -> None:
    event = str(system.create_event().card.event_id)
    own, foreign = dict.fromkeys(KINDS, event), dict.fromkeys(KINDS, NOBODYS)

    wrong = {}
    for page, scope in PAGES.items():
        method, _, rule = page.partition(" ")
        # They signed in with a password alone.
        may = not scope or scope in behind_one_step(SCOPES[role])
        for objects in (own, foreign):
            status = visit(accounts[role], method, rule, objects)
            if (status == 403) is may or status >= 500:
                wrong[f"{page} {objects['event_id']}"] = status

    assert wrong == {}


def test_what_there_is_not_is_not_found_whatever_else_has_its_id(
    system: System, accounts: dict[str, Reader]
) -> None:
    """The id of an event is no member, no import and no send, and nobody's id is nothing."""
    event = str(system.create_event().card.event_id)

    found = {}
    for page, scope in PAGES.items():
        method, _, rule = page.partition(" ")
        about = set(re.findall(r"<uuid:(\w+)>", rule))
        for objects in (dict.fromkeys(KINDS, NOBODYS), dict.fromkeys(KINDS, event)):
            if (
                not about
                or scope in BEHIND_TWO_STEPS  # closed to a password alone
                or page in SAME_FOR_NOTHING
                or (objects["event_id"] == event and about == {"event_id"})
            ):
                continue
            status = visit(accounts["admin"], method, rule, objects)
            if status not in UNKNOWN:
                found[f"{page} {objects['event_id']}"] = status

    assert found == {}


def test_without_an_account_every_page_leads_to_the_sign_in(system: System) -> None:
    stranger = Reader(system.web)
    ids = dict.fromkeys(KINDS, NOBODYS)

    for page in PAGES:
        method, _, rule = page.partition(" ")
        path = re.sub(r"<uuid:(\w+)>", lambda found: ids[found[1]], rule)
        answer = stranger.http.request(
            method, f"{stranger.base}{path}", allow_redirects=False, timeout=20
        )
        if method == "GET":
            assert answer.status_code == 303, page
            assert answer.headers["Location"].startswith("/sign-in"), page
        else:
            assert answer.status_code in (400, 401), page
