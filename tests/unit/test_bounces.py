"""What comes back of e-mails: read as many servers write it, and believed only with our sign."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.bounces import CAME_BACK, Report, ReturnPaths, dead_by, read
from services.notifications.settings import EmailSettings
from shared.settings import UnusableSettings
from shared.settings import read as read_settings
from tests.unit.test_notifications_settings import GOOD

KEY = bytes(range(32))
PATHS = ReturnPaths("bounces@multaqa.example", KEY)
DELIVERY, MONTH = uuid4(), date(2026, 12, 1)
ADDRESS = "amina@members.example"


def path(delivery: UUID = DELIVERY, paths: ReturnPaths = PATHS, address: str = ADDRESS) -> str:
    return paths.of(delivery, MONTH, address)


def a_report(
    status: str = "5.1.1",
    *,
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    to: str | None = None,
) -> bytes:
    """Write a report as Postfix does (RFC 3464)."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: {path() if to is None else to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.test. <{ADDRESS}>: user unknown
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test
Arrival-Date: Fri, 27 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; {ADDRESS}
Original-Recipient: rfc822;{ADDRESS}
Action: {action}
Status: {status}
Remote-MTA: dns; mx2.test
Diagnostic-Code: {diagnostic}

--B
Content-Type: message/rfc822

From: invitations@multaqa.example
To: {ADDRESS}
Message-ID: <{DELIVERY}@multaqa.example>

Bonjour
--B--
""".replace("\n", "\r\n").encode()


def a_complaint(kind: str = "abuse", mail_from: str | None = None) -> bytes:
    """Write a complaint as feedback loops do (RFC 5965); it comes to another address."""
    return f"""\
From: <abusedesk@isp.test>
To: <abuse@multaqa.example>
Subject: FW: Invitation
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{path() if mail_from is None else mail_from}>

--B
Content-Type: message/rfc822

From: invitations@multaqa.example
To: <redacted>

Bonjour
--B--
""".replace("\n", "\r\n").encode()


def kind_of(raw: bytes) -> str | None:
    report = read(raw, PATHS)
    return report.kind if report else None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "hard"),
        ("5.1.2", "hard"),
        ("5.1.3", "hard"),
        ("5.1.6", "hard"),
        ("5.1.10", "hard"),
        ("5.2.1", "hard"),
        ("5.1.0", "hard"),
        ("5.1.5", "soft"),
        ("5.1.9", "soft"),
        ("5.4.1", "soft"),
        ("5.7.13", "hard"),
        ("5.7.17", "hard"),
        ("5.1.7", "soft"),
        ("5.1.8", "soft"),
        ("5.2.2", "soft"),
        ("5.3.4", "soft"),
        ("5.4.4", "soft"),
        ("5.4.7", "soft"),
        ("5.6.0", "soft"),
        ("5.7.1", "soft"),
        ("4.4.7", "soft"),
        ("4.2.2", "soft"),
    ],
)
def test_only_an_address_that_is_dead_for_good_is_hard(status: str, kind: str) -> None:
    report = read(a_report(status, diagnostic="x"), PATHS)

    assert report
    assert (report.kind, report.status) == (kind, status)
    assert report.returned.delivery_id == DELIVERY
    assert report.returned.month == MONTH
    assert report.returned.check == PATHS.check(ADDRESS.upper())


def test_exchange_says_no_answer_from_the_host_of_an_address_that_it_does_not_know() -> None:
    said = "smtp; 550 5.4.1 Recipient address rejected:\r\n Access denied. [AS(201806281)]"

    report = read(a_report("5.4.1", diagnostic=said), PATHS)

    assert report
    assert report.kind == "hard"
    assert dead_by(f"{CAME_BACK}{report.status}"), "and the ledger's reason says so, too"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_only_late_or_was_passed_on_is_no_news(action: str) -> None:
    assert read(a_report("4.4.1", action=action), PATHS) is None


def test_a_status_that_says_nothing_is_read_in_what_the_other_server_said() -> None:
    report = read(a_report("5.0.0", diagnostic="smtp; 550-5.1.1 no such account"), PATHS)

    assert report
    assert (report.kind, report.status) == ("hard", "5.1.1")


def test_a_server_that_says_it_in_words_is_read_too() -> None:
    raw = f"From: MAILER-DAEMON@old.test\r\nTo: {path()}\r\n\r\nHi. 550 5.1.1 no mailbox here\r\n"

    assert kind_of(raw.encode()) == "hard"


@pytest.mark.parametrize("kind", ["abuse", "fraud"])
def test_a_complaint_is_known_by_the_return_path_of_what_it_is_about(kind: str) -> None:
    assert kind_of(a_complaint(kind)) == "complaint"


def test_who_says_that_it_was_no_abuse_complains_of_nothing() -> None:
    assert kind_of(a_complaint("not-spam")) is None


@pytest.mark.parametrize(
    "said",
    ["5.1.1 away", "Je suis en congé jusqu'au 5.12.26, bureau 5.1.1", "Je suis absente."],
)
@pytest.mark.parametrize("sign", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "X-Other: 1"])
def test_an_answer_of_somebody_on_holiday_is_no_report(said: str, sign: str) -> None:
    """Exchange and Sieve answer with an empty return path, and to the return path (RFC 3834)."""
    raw = f"Return-Path: <>\r\nFrom: {ADDRESS}\r\nTo: {path()}\r\n{sign}\r\n\r\n{said}\r\n"

    assert read(raw.encode(), PATHS) is None


@pytest.mark.parametrize("said", ["4.4.1, we go on trying for 5 days", "no luck yet", "on 5.12.26"])
def test_a_server_that_only_warns_in_words_is_no_report(said: str) -> None:
    raw = f"Return-Path: <>\r\nFrom: MAILER-DAEMON@old.test\r\nTo: {path()}\r\n\r\n{said}\r\n"

    assert read(raw.encode(), PATHS) is None


def test_nobody_says_anything_of_an_address_whose_mail_they_have_not_got() -> None:
    """A report is forged in a minute; the return path's sign is not."""
    other_key = ReturnPaths("bounces@multaqa.example", bytes(32))
    theirs = path(uuid4(), address="mine@x.test")
    local, _, domain = theirs.partition("@")
    sly = [
        "bounces@multaqa.example",
        path(paths=other_key),
        # Their own path, with another message in it, or another address.
        f"{path()[:40]}{local[40:]}@{domain}",
        f"{local[:48]}{path()[48:]}",
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
    ]

    for to in sly:
        assert read(a_report(to=to), PATHS) is None, to
        assert read(a_complaint(mail_from=to), PATHS) is None, to


def test_a_path_survives_capitals_and_fits_into_an_address() -> None:
    local = path().partition("@")[0]

    assert len(local) <= 64
    assert kind_of(a_report(to=f"<{path().upper()}>")) == "hard"


@given(st.uuids(), st.dates(date(2024, 1, 1), date(2200, 12, 31)), st.emails())
def test_every_path_leads_back(delivery: UUID, day: date, address: str) -> None:
    month = day.replace(day=1)

    found = PATHS.find(PATHS.of(delivery, month, address))

    assert found
    assert (found.delivery_id, found.month) == (delivery, month)
    assert found.check == PATHS.check(address)


@given(st.binary(max_size=3000))
def test_whatever_is_sent_there_breaks_nothing(raw: bytes) -> None:
    assert read(raw, PATHS) is None
    assert isinstance(read(a_report() + raw, PATHS), Report | None)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"BOUNCE_ADDRESS": "nobody"}, "BOUNCE_ADDRESS"),
        ({"BOUNCE_ADDRESS": "a+b@x.example"}, "BOUNCE_ADDRESS"),
        ({"BOUNCE_ADDRESS": f"{'a' * 16}@x.example"}, "BOUNCE_ADDRESS"),
        ({"BOUNCE_MAILBOX": "imaps://a:canary@mail.example"}, "BOUNCE_ADDRESS"),
        (
            {"BOUNCE_ADDRESS": "b@x.example", "BOUNCE_MAILBOX": "pop3://a:canary@mail.example"},
            "BOUNCE_MAILBOX",
        ),
        (
            {"BOUNCE_ADDRESS": "b@x.example", "BOUNCE_MAILBOX": "imaps://a:canary@mail:9x/INBOX"},
            "BOUNCE_MAILBOX",
        ),
        (
            {"BOUNCE_ADDRESS": "b@x.example", "BOUNCE_MAILBOX": "imaps://a:canaryé@mail"},
            "BOUNCE_MAILBOX",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(said: dict[str, str], named: str) -> None:
    with pytest.raises(UnusableSettings) as refused:
        read_settings(EmailSettings, GOOD | said)

    assert named in str(refused.value)
    assert "canary" not in str(refused.value)
