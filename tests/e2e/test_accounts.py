"""The staff's accounts, walked through from outside: a forgotten password, and two steps."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyotp import TOTP
from requests.adapters import HTTPAdapter

from shared.contracts.events import EventView, PublishEvent
from shared.contracts.members import (
    BeginImport,
    ImportProgress,
    Session,
    SignIn,
    StaffCommand,
    StaffRef,
)
from shared.contracts.notifications import SendProgress, StopSend
from shared.contracts.wire import Wire
from shared.errors import Refused
from shared.ids import new_id
from shared.testing.waiting import eventually
from tests.support.installed import PASSWORD, add_account
from tests.support.reader import Page, Reader
from tests.support.system import System, a_form

GRAVE: list[tuple[str, str, Wire, type[Wire]]] = [
    (
        *("events", "publish_event"),
        PublishEvent(command_id=new_id(), event_id=new_id(), audience_id=new_id()),
        EventView,
    ),
    ("events", "create_event", a_form(), EventView),
    (
        *("members", "begin_import"),
        BeginImport(command_id=new_id(), filename="x.csv", size=1, language="fr"),
        ImportProgress,
    ),
    (
        *("members", "disable_staff"),
        StaffCommand(command_id=new_id(), staff_id=new_id()),
        StaffRef,
    ),
    (
        *("notifications", "stop_send"),
        StopSend(command_id=new_id(), send_id=new_id()),
        SendProgress,
    ),
]
NEW = "quelque chose de tout autre"
LINK = re.compile(r"/password/([\w-]{43})$")


def sign_in(reader: Reader, email: str, password: str) -> Page:
    return reader.open("/sign-in").submit("password", email=email, password=password)


def link_of(system: System, email: str) -> str:
    """Give the path of the link in the newest mail to somebody."""

    def look() -> str | None:
        mails = [m for m in system.received("email") if m["recipient"] == email]
        links = [link for mail in mails[-1:] for link in mail["links"] if LINK.search(link)]
        return urlsplit(links[0]).path if links else None

    found = eventually(look, within_s=30)
    assert found
    return str(found)


def test_a_forgotten_password_is_chosen_anew_by_a_link_in_a_mail(system: System) -> None:
    email = "forgetful@association.example"
    add_account(system, email, "viewer")
    elsewhere, reader = Reader(system.web), Reader(system.web)
    assert sign_in(elsewhere, email, PASSWORD).url.endswith("/events")

    asked = reader.open("/forgotten-password").submit("email", email=email)
    unknown = Reader(system.web)
    told = unknown.open("/forgotten-password").submit("email", email="nobody@association.example")
    assert (asked.status, asked.url) == (told.status, told.url)
    path = link_of(system, email)
    for _ in range(3):
        assert reader.open(path).status == 200
    assert sign_in(Reader(system.web), email, PASSWORD).url.endswith("/events")

    chosen = reader.open(path).submit("password", password=NEW)
    assert "chosen=yes" in chosen.url
    assert elsewhere.open("/events").url.partition("?")[0].endswith("/sign-in")
    assert sign_in(Reader(system.web), email, PASSWORD).status == 422
    assert sign_in(reader, email, NEW).url.endswith("/events")
    assert reader.open(path).status == 404
    assert not [m for m in system.received("email") if m["recipient"].startswith("nobody@")]


def test_no_log_holds_a_link_or_whom_it_was_for(system: System) -> None:
    email = "marmotte@association.example"
    add_account(system, email, "viewer")
    Reader(system.web).open("/forgotten-password").submit("email", email=email)
    path = link_of(system, email)
    reader = Reader(system.web)
    reader.open(path).submit("password", password="short")
    reader.open(path).submit("password", password=NEW)
    reader.open(path)

    words = ("marmotte", path.rpartition("/")[2], NEW)
    for process in system.world.processes.values():
        log = process.log_path.read_text(errors="replace")
        assert [word for word in words if word in log] == [], process.name


def test_signing_in_takes_a_code_once_a_telephone_is_set_up(system: System) -> None:
    email = "careful@association.example"
    add_account(system, email, "organiser")
    reader = Reader(system.web)
    sign_in(reader, email, PASSWORD)
    page = reader.open("/account/second-factor")
    secret = "".join(page.all('//code[@dir="ltr"]')[0].text_content().split())
    app = TOTP(secret)
    codes = page.submit("sealed", code=app.at(datetime.now(UTC)), old_password=PASSWORD)
    recovery = [each.text_content() for each in codes.all('//code[@dir="ltr"]')]
    assert len(recovery) == 10

    other = Reader(system.web)
    half = sign_in(other, email, PASSWORD)
    assert "/sign-in/code" in half.url
    assert "/sign-in" in other.open("/members").url
    wrong = half.submit("code", code=app.at(datetime.now(UTC)))
    assert wrong.status == 422, "the code that set it up was taken a second time"
    inside = wrong.submit("code", code=recovery[0])

    assert inside.url.endswith("/events")
    again = sign_in(Reader(system.web), email, PASSWORD).submit("code", code=recovery[0])
    assert again.status == 422


def test_without_a_second_step_nobody_publishes_where_one_is_required(system: System) -> None:
    """The right is missing in the token itself, so that no service takes the command."""
    system.world.processes["members"].terminate()
    system.start("members", REQUIRE_SECOND_FACTOR="yes")
    try:
        add_account(system, "careless@association.example", "organiser")
        session = sign_in_by_rpc(system, "careless@association.example")
        for service, method, command, reply in GRAVE:
            with pytest.raises(Refused) as refused:
                system.upstream.call(service, method, command, reply, actor=session.token)
            assert refused.value.code == "not-allowed"

        reader = Reader(system.web)
        page = sign_in(reader, "careless@association.example", PASSWORD)
        assert "/account/second-factor" in page.url
        assert reader.open("/members").status == 200
        assert reader.open("/events").all('//*[contains(@class, "notice warn")]')
        secret = "".join(page.all('//code[@dir="ltr"]')[0].text_content().split())
        code = TOTP(secret).at(datetime.now(UTC))
        page.submit("sealed", code=code, old_password=PASSWORD)
        assert not reader.open("/events").all('//*[contains(@class, "notice warn")]')
    finally:
        system.world.processes["members"].terminate()
        system.start("members")


def sign_in_by_rpc(system: System, email: str) -> Session:
    wish = SignIn(email=email, password=PASSWORD, origin="e2e")
    return system.upstream.call("members", "sign_in", wish, Session)


# --- Guessing --------------------------------------------------------------------------------


class From(HTTPAdapter):
    """Reaches the site from another address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, source_address=(self._address, 0))


def a_reader_from(system: System, address: str) -> Reader:
    reader = Reader(system.web)
    reader.http.mount("http://", From(address))
    return reader


def told(page: Page, *typed: str) -> str:
    """Give a page without what is new on each, or was typed."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", page.content.decode())
    for each in typed:
        text = text.replace(each, "")
    return text


def test_a_hundred_wrong_passwords_are_stopped_and_the_owner_gets_in_from_elsewhere(
    system: System,
) -> None:
    email = "besieged@association.example"
    add_account(system, email, "viewer")
    stranger = a_reader_from(system, "127.0.0.66")
    page = stranger.open("/sign-in")

    statuses = [page.submit("password", email=email, password="guess").status for _ in range(100)]

    assert statuses == [422] * 10 + [429] * 90
    assert sign_in(stranger, email, PASSWORD).status == 429
    assert sign_in(a_reader_from(system, "127.0.0.1"), email, PASSWORD).url.endswith("/events")


def test_a_known_and_an_unknown_account_are_told_the_same(system: System) -> None:
    """How long it takes is measured where nothing else is: in tests/integration/test_members_*."""
    known, unknown = "known@association.example", "unknown@association.example"
    add_account(system, known, "viewer")
    reader = a_reader_from(system, "127.0.0.67")

    wrong = [sign_in(reader, email, "not the password") for email in (known, unknown)]
    asked = [
        reader.open("/forgotten-password").submit("email", email=email)
        for email in (known, unknown)
    ]

    for first, second in (wrong, asked):
        assert (first.status, first.url) == (second.status, second.url)
        assert told(first, known) == told(second, unknown)
