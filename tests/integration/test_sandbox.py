"""The sandbox as a process, spoken to as senders speak: real SMTP, real HTTP, real kills."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PHONE = "+212612345678"
INBOX = "yasmine@example.org"
ARABIC = "ياسمين، ندعوك إلى منتدى الشباب: https://m.example/i/8kQ2mXbT4"
TIFINAGH = "ⴰⵣⵓⵍ ⴰⵢⵏⵏⴰ ⵉⵥⵉⵍⵏ"
XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def eventually(look: Callable[[], T | None], *, within: float = 10.0) -> T:
    """Look until there is something; AssertionError when there is nothing in time (seconds)."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    msg = f"nothing within {within} s"
    raise AssertionError(msg)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class RunningSandbox:
    """A sandbox of its own ports and folder, which can be killed and started again."""

    folder: Path
    smtp_port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "MULTAQA_MODE": "test",
            "SANDBOX_SMTP_PORT": str(self.smtp_port),
            "SANDBOX_HTTP_PORT": str(self.http_port),
            "SANDBOX_DIR": str(self.folder / "box"),
            "SMS_GATEWAY_USER": "multaqa",
            "SMS_GATEWAY_PASSWORD": "sésame",
        }

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    @property
    def ledger(self) -> list[dict[str, Any]]:
        book = (self.folder / "box" / "accepted.jsonl").read_bytes()
        return [json.loads(line) for line in book.splitlines()]

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.sandbox"], cwd=ROOT, env=self.environment, stderr=log
            )
        eventually(self._is_up)

    def _is_up(self) -> bool:
        assert self.running.poll() is None, self.log
        try:
            return self.get("/healthz").ok and bool(self.smtp().quit())
        except OSError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.running.send_signal(how)
        return self.running.wait(timeout=10)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http_port}{path}"

    def get(self, path: str, **query: object) -> requests.Response:
        return requests.get(
            self.url(path), params={k: str(v) for k, v in query.items()}, timeout=10
        )

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10)

    def sms(self, text: str = "Salam", *, ref: str = "", **fields: str) -> requests.Response:
        """Send an SMS by POST, in UCS-2, as the gateway's documents say."""
        order = {
            "username": "multaqa",
            "password": "sésame",
            "from": "MULTAQA",
            "to": PHONE,
            "text": text,
            "coding": "2",
            "charset": "UTF-8",
            **{name.replace("_", "-"): value for name, value in fields.items()},
        }
        if ref:
            order |= {"dlr-url": f"http://127.0.0.1:9/dlr?ref={ref}&d=%d", "dlr-mask": "0"}
        return requests.post(self.url("/cgi-bin/sendsms"), data=order, timeout=30)

    def mail(self, mail: EmailMessage) -> dict[str, tuple[int, bytes]]:
        with self.smtp() as line:
            return line.send_message(mail)

    def messages(self, **query: object) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/messages", **query).json()["messages"]
        return found

    def misbehave(self, **faults: object) -> None:
        answer = requests.post(self.url("/api/faults"), json=faults, timeout=10)
        assert answer.status_code == 200, answer.text


def a_mail(
    *,
    to: str = INBOX,
    subject: str = "Invitation",
    text: str = "Salam",
    html: str = "",
    message_id: str = "<d1@multaqa.example>",
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "منتدى بدائل المغرب <invitations@multaqa.example>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    mail["List-Unsubscribe"] = "<https://m.example/u/8kQ2mXbT4>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


@contextmanager
def a_sandbox(folder: Path) -> Iterator[RunningSandbox]:
    sandbox = RunningSandbox(folder)
    sandbox.start()
    try:
        yield sandbox
    finally:
        if sandbox.running.poll() is None:
            sandbox.stop(signal.SIGKILL)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with a_sandbox(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One for the tests that only look at what it answers."""
    with a_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


# What it accepts


def test_an_sms_is_kept_as_the_phone_shows_it(sandbox: RunningSandbox) -> None:
    text = f"{ARABIC} {TIFINAGH} 🎉"

    answer = sandbox.sms(text, ref="row-1")

    [message] = sandbox.messages()
    assert (answer.status_code, answer.text) == (202, "0: Accepted for delivery")
    assert message["text"] == text
    assert message["links"] == ["https://m.example/i/8kQ2mXbT4"]
    assert (message["recipient"], message["sender"]) == (PHONE, "MULTAQA")
    assert (message["reference"], message["coding"], message["segments"]) == ("row-1", "UCS-2", 2)
    assert sandbox.ledger[0] | {"at": "then"} == {
        "id": 1,
        "channel": "sms",
        "reference": "row-1",
        "recipient": PHONE,
        "at": "then",
        "attempt": 1,
    }


def test_a_get_is_taken_like_a_post_and_a_forgotten_coding_is_seen(
    sandbox: RunningSandbox,
) -> None:
    order = {"username": "multaqa", "password": "sésame", "from": "M", "to": PHONE, "text": "سلام"}

    answer = sandbox.get("/cgi-bin/sendsms", **order)

    assert answer.status_code == 202
    assert sandbox.messages()[0]["text"] == "????"


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"password": "no"}, 403, "Authorization failed for sendsms"),
        ({"username": "", "to": ""}, 403, "Authorization failed for sendsms"),
        ({"to": ""}, 400, "Empty receiver number not allowed, rejected"),
        (
            {"to": "abc"},
            400,
            "Number(s) has/have been denied by white- and/or black-lists.",
        ),
    ],
)
def test_the_gateway_refuses_in_the_words_of_the_real_one(
    shared_sandbox: RunningSandbox, wrong: dict[str, str], status: int, sentence: str
) -> None:
    before = len(shared_sandbox.ledger)

    answer = shared_sandbox.sms(**wrong)

    assert (answer.status_code, answer.text) == (status, sentence)
    assert len(shared_sandbox.ledger) == before


def test_a_mail_is_kept_whole(sandbox: RunningSandbox) -> None:
    mail = a_mail(
        subject=f"دعوة {TIFINAGH} 🎉",
        text=f"{ARABIC}\n{TIFINAGH}\n",
        html=f'<html dir="rtl"><a href="https://m.example/i/8kQ2mXbT4">{TIFINAGH}</a></html>',
    )

    sent = mail.as_bytes(policy=SMTP)

    with sandbox.smtp() as line:
        line.sendmail("invitations@multaqa.example", [INBOX], sent)

    [message] = sandbox.messages()
    assert message["subject"] == f"دعوة {TIFINAGH} 🎉"
    assert message["text"] == f"{ARABIC}\n{TIFINAGH}\n"
    assert TIFINAGH in message["html"]
    assert message["links"] == ["https://m.example/i/8kQ2mXbT4"]
    assert message["reference"] == message["message_id"] == "<d1@multaqa.example>"
    assert ["List-Unsubscribe", "<https://m.example/u/8kQ2mXbT4>"] in message["headers"]
    assert sandbox.get("/api/messages/1/raw").content == sent
    assert sandbox.ledger[0]["recipient"] == INBOX


def test_a_transaction_may_come_in_one_write(sandbox: RunningSandbox) -> None:
    one = b"MAIL FROM:<a@m.example>\r\nRCPT TO:<%s>\r\nDATA\r\n"
    body = b"Message-ID: <%d@m>\r\n\r\n..dot\r\n.\r\n"

    with sandbox.smtp() as line:
        line.ehlo()
        assert line.has_extn("pipelining")
        assert line.sock is not None
        line.sock.sendall(b"".join(one % INBOX.encode() + body % n for n in range(5)) + b"NOOP\r\n")
        answers = [line.getreply()[0] for _ in range(21)]

    assert answers == [250, 250, 354, 250] * 5 + [250]
    assert [entry["reference"] for entry in sandbox.ledger] == [f"<{n}@m>" for n in range(5)]
    assert sandbox.get("/api/messages/1/raw").text.endswith("\n.dot\r\n")


def test_every_recipient_of_a_mail_gets_it_and_a_repeat_is_counted_once(
    sandbox: RunningSandbox,
) -> None:
    mail = a_mail(to=f"{INBOX}, mehdi@example.org")

    sandbox.mail(mail)
    sandbox.mail(mail)

    assert [(e["recipient"], e["attempt"]) for e in sandbox.ledger] == [
        (INBOX, 1),
        ("mehdi@example.org", 1),
        (INBOX, 2),
        ("mehdi@example.org", 2),
    ]
    assert sandbox.get("/api/counts").json() == {
        "sms": 0,
        "email": 4,
        "recipients": 2,
        "duplicates_by_reference": 1,
    }


def test_a_mail_over_the_limit_is_refused(shared_sandbox: RunningSandbox) -> None:
    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        shared_sandbox.mail(a_mail(text="é" * 6_000_000))

    assert refusal.value.smtp_code == 552


# The promise of the ledger


def until_it_is_gone(send: Callable[[str], object], prefix: str, answered: list[str]) -> None:
    """Send message after message; note the references of those that were answered."""
    with suppress(OSError, smtplib.SMTPException):
        for n in range(100_000):
            send(f"{prefix}{n}")
            answered.append(f"{prefix}{n}")


def test_whoever_was_answered_is_in_the_ledger_after_a_kill(sandbox: RunningSandbox) -> None:
    answered: list[str] = []
    senders = [
        *([lambda ref: sandbox.sms(ref=ref).raise_for_status()] * 4),
        *([lambda ref: sandbox.mail(a_mail(message_id=ref))] * 2),
    ]
    workers = [
        threading.Thread(target=until_it_is_gone, args=(send, f"{n}-", answered))
        for n, send in enumerate(senders)
    ]
    for worker in workers:
        worker.start()
    eventually(lambda: len(answered) > 60)
    sandbox.stop(signal.SIGKILL)
    for worker in workers:
        worker.join(timeout=10)
    right_after = {entry["reference"] for entry in sandbox.ledger}
    sandbox.start()

    assert set(answered) <= right_after
    kept = {message["reference"] for message in sandbox.messages(limit=1000)}
    assert {entry["reference"] for entry in sandbox.ledger} == kept
    assert sandbox.get("/api/counts").json()["duplicates_by_reference"] == 0


def test_what_it_cannot_write_it_does_not_accept(sandbox: RunningSandbox) -> None:
    sandbox.sms(ref="before")
    smallest = (sandbox.folder / "box" / "messages.sqlite3-wal").stat().st_size
    soft, hard = resource.prlimit(sandbox.running.pid, resource.RLIMIT_FSIZE)

    resource.prlimit(sandbox.running.pid, resource.RLIMIT_FSIZE, (smallest, hard))
    sms = sandbox.sms(ref="full")
    with pytest.raises(smtplib.SMTPDataError) as mail:
        sandbox.mail(a_mail())
    resource.prlimit(sandbox.running.pid, resource.RLIMIT_FSIZE, (soft, hard))
    again = sandbox.sms(ref="after")

    assert (sms.status_code, mail.value.smtp_code, again.status_code) == (503, 451, 202)
    assert [entry["reference"] for entry in sandbox.ledger] == ["before", "after"]


def test_everything_outlives_a_restart(sandbox: RunningSandbox) -> None:
    sandbox.sms(ref="r1")
    sandbox.mail(a_mail(subject="دعوة"))
    sandbox.misbehave(channel="sms", refuse_every=1)
    before = sandbox.messages()

    assert sandbox.stop() == 0
    sandbox.start()

    assert sandbox.messages() == before
    assert sandbox.sms(ref="r1").status_code == 503
    requests.delete(sandbox.url("/api/faults"), timeout=10)
    sandbox.sms(ref="r1")
    assert sandbox.ledger[-1]["attempt"] == 2


# Misbehaving on demand


def test_every_nth_is_refused_and_not_kept(sandbox: RunningSandbox) -> None:
    sandbox.misbehave(refuse_every=2)

    sms = [sandbox.sms(ref=str(n)).status_code for n in range(4)]
    sandbox.mail(a_mail())
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        sandbox.mail(a_mail())

    assert sms == [202, 503, 202, 503]
    assert refusal.value.smtp_code == 451
    assert [e["reference"] for e in sandbox.ledger] == ["0", "2", "<d1@multaqa.example>"]


def test_a_swallowed_answer_leaves_the_message_accepted(sandbox: RunningSandbox) -> None:
    sandbox.misbehave(drop_next=1)

    with pytest.raises(requests.ConnectionError):
        sandbox.sms(ref="gap")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        sandbox.mail(a_mail(message_id="<gap@m>"))
    sandbox.sms(ref="gap")
    sandbox.mail(a_mail(message_id="<gap@m>"))

    assert [(e["reference"], e["attempt"]) for e in sandbox.ledger] == [
        ("gap", 1),
        ("<gap@m>", 1),
        ("gap", 2),
        ("<gap@m>", 2),
    ]
    assert sandbox.get("/api/counts").json()["duplicates_by_reference"] == 2


def test_an_answer_can_be_late_though_the_message_is_there(sandbox: RunningSandbox) -> None:
    sandbox.misbehave(delay_ms=700)
    began = time.monotonic()
    sender = threading.Thread(target=sandbox.sms)

    sender.start()
    eventually(sandbox.messages, within=0.5)
    sender.join()
    by_sms = time.monotonic() - began
    sandbox.mail(a_mail())

    assert 0.7 <= by_sms < 1.4
    assert time.monotonic() - began >= 1.4


def test_some_recipients_can_be_rejected_for_good(sandbox: RunningSandbox) -> None:
    sandbox.misbehave(channel="email", reject="@gone\\.example$")
    sandbox.misbehave(channel="sms", reject="^\\+33")

    refused = sandbox.mail(a_mail(to=f"{INBOX}, x@gone.example"))
    sms = sandbox.sms(to="+33612345678")

    assert refused["x@gone.example"][0] == 550
    assert sms.status_code == 400
    assert [entry["recipient"] for entry in sandbox.ledger] == [INBOX]


def test_faults_are_shown_cleared_and_refused_when_they_make_no_sense(
    sandbox: RunningSandbox,
) -> None:
    sandbox.misbehave(channel="sms", delay_ms=5)
    in_force = sandbox.get("/api/faults").json()
    told_on_the_page = sandbox.get("/").text
    wrong = requests.post(sandbox.url("/api/faults"), json={"explode": 1}, timeout=10)
    form = requests.post(sandbox.url("/api/faults"), data={"delay_ms": "1"}, timeout=10)
    requests.delete(sandbox.url("/api/faults"), timeout=10)

    assert (in_force["sms"]["delay_ms"], in_force["email"]["delay_ms"]) == (5, 0)
    assert "answers 5 ms late" in told_on_the_page
    assert (wrong.status_code, "explode" in wrong.json()["error"]) == (400, True)
    assert form.status_code == 400
    assert "Misbehaving" not in sandbox.get("/").text


# Delivery reports


@dataclass
class Listener:
    """Hears receipts, as the product's page for them does; refuses the first `refusals`."""

    refusals: int = 0
    heard: list[dict[str, str]] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[int]:
        listener = self

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                refused = listener.refusals > 0
                listener.refusals -= refused
                if not refused:
                    query = parse_qs(urlsplit(self.path).query)
                    listener.heard.append({name: values[0] for name, values in query.items()})
                self.send_response(503 if refused else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield server.server_address[1]
            server.shutdown()


def order_of_receipt(port: int, mask: str = "31") -> dict[str, str]:
    url = f"http://127.0.0.1:{port}/dlr?ref=r1&d=%d&answer=%A"
    return {"dlr_url": url, "dlr_mask": mask}


def test_receipts_say_first_the_network_then_the_phone(sandbox: RunningSandbox) -> None:
    listener = Listener(refusals=1)

    with listener.listening() as port:
        sandbox.sms(**order_of_receipt(port))
        eventually(lambda: len(listener.heard) == 2)

    assert sorted(heard["d"] for heard in listener.heard) == ["1", "8"]
    assert {heard["ref"] for heard in listener.heard} == {"r1"}


def test_only_the_receipts_asked_for_come_and_they_outlive_a_kill(
    sandbox: RunningSandbox,
) -> None:
    listener = Listener()

    with listener.listening() as port:
        sandbox.sms(**order_of_receipt(port, mask="1"))
        sandbox.stop(signal.SIGKILL)
        assert listener.heard == []
        sandbox.start()
        eventually(lambda: listener.heard)

    assert [heard["d"] for heard in listener.heard] == ["1"]
    assert sandbox.messages()[0]["reference"] == "r1"


# JSON


def test_messages_are_read_page_by_page(shared_sandbox: RunningSandbox) -> None:
    number = "+212699999999"
    for n in range(5):
        shared_sandbox.sms(ref=f"page-{n}", to=number)

    first = shared_sandbox.get("/api/messages", recipient=number, limit=3).json()
    rest = shared_sandbox.get(
        "/api/messages", recipient=number, limit=3, after=first["next"]
    ).json()

    seen = [message["reference"] for message in first["messages"] + rest["messages"]]
    assert seen == [f"page-{n}" for n in range(5)]
    assert rest["next"] is None
    assert shared_sandbox.messages(recipient=number, channel="email") == []
    assert len(shared_sandbox.messages(recipient=number[1:])) == 5


@pytest.mark.parametrize("query", ["limit=0", "limit=9999", "after=x", "channel=pigeon"])
def test_a_question_that_makes_no_sense_is_told_so(
    shared_sandbox: RunningSandbox, query: str
) -> None:
    answer = shared_sandbox.get(f"/api/messages?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]


# Pages


@pytest.fixture(scope="module")
def full_sandbox(shared_sandbox: RunningSandbox) -> RunningSandbox:
    """A sandbox with a phone and an inbox that got the worst and the longest."""
    shared_sandbox.sms(XSS)
    shared_sandbox.sms(ARABIC)
    shared_sandbox.sms("")
    shared_sandbox.mail(a_mail(subject=XSS, text=XSS, html=f"<p>{XSS}</p>"))
    for n in range(60):
        shared_sandbox.sms(f"numéro {n}", to="+212700000001")
        shared_sandbox.sms(to=f"+2127111111{n:02d}")
    return shared_sandbox


def last_mail(sandbox: RunningSandbox) -> int:
    found: int = sandbox.messages(recipient=INBOX)[-1]["id"]
    return found


def pages_of(sandbox: RunningSandbox) -> list[str]:
    mail = last_mail(sandbox)
    return [
        "/",
        "/?q=alert",
        "/?channel=email&live=1",
        "/?page=2",
        f"/phones/{PHONE}",
        "/phones/+212700000001?page=2",
        f"/inboxes/{INBOX}",
        f"/mails/{mail}",
        f"/mails/{mail}?view=text",
        f"/mails/{mail}?view=headers",
        "/nowhere",
        "/phones/+1",
        "/mails/999999",
    ]


def test_every_page_says_what_it_is_and_runs_nothing(full_sandbox: RunningSandbox) -> None:
    for path in pages_of(full_sandbox):
        answer = full_sandbox.get(path)

        assert "Nothing here is really sent" in answer.text, path
        assert "<script" not in answer.text, path
        assert not re.search(r"<[^>]+\sonerror", answer.text), path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path


def test_no_page_asks_another_site_for_anything(full_sandbox: RunningSandbox) -> None:
    for path in [*pages_of(full_sandbox), "/static/sandbox.css", "/static/mark.svg"]:
        text = full_sandbox.get(path).text.replace("http://www.w3.org/2000/svg", "")

        assert not re.search(r"""(src|action|@import|url\()[="'( ]*(https?:)?//""", text), path
        assert not re.search(r"<link[^>]+(https?:)?//", text), path


def test_a_mails_html_is_framed_without_any_right_to_run(full_sandbox: RunningSandbox) -> None:
    mail = last_mail(full_sandbox)

    page = full_sandbox.get(f"/mails/{mail}").text
    frame = full_sandbox.get(f"/mails/{mail}/html")

    rights = re.findall(r'<iframe[^>]+sandbox="([^"]+)"', page)[0]
    policy = frame.headers["Content-Security-Policy"]
    assert "allow-scripts" not in rights + policy
    assert "allow-same-origin" not in rights + policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "default-src 'none'" in policy
    assert frame.text.startswith('<base target="_top">')


def test_a_phone_shows_its_thread(full_sandbox: RunningSandbox) -> None:
    page = full_sandbox.get(f"/phones/{PHONE}").text

    assert "+212 6 12 34 56 78" in page
    assert 'dir="auto" lang="ar"' in page
    assert '<a href="https://m.example/i/8kQ2mXbT4"' in page
    assert "UCS-2 · 1 segment" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("0612345678", "+212 6 12 34 56 78"),
        ("+212 6 12-34", "+212 6 12 34 56 78"),
        ("منتدى", "+212 6 12 34 56 78"),
        ("yasmine@", INBOX),
        ("numéro 59", "+212 7 00 00 00 01"),
    ],
)
def test_a_recipient_is_found_by_number_address_or_words(
    full_sandbox: RunningSandbox, words: str, found: str
) -> None:
    assert found in full_sandbox.get("/", q=words).text


def test_a_search_sign_stands_for_itself(full_sandbox: RunningSandbox) -> None:
    assert "Nobody is found" in full_sandbox.get("/", q="%_%").text


def test_another_sites_name_reads_nothing(full_sandbox: RunningSandbox) -> None:
    answer = requests.get(full_sandbox.url("/"), headers={"Host": "evil.example"}, timeout=10)

    assert answer.status_code == 400
    assert PHONE not in answer.text


@pytest.mark.browser
def test_in_a_browser_nothing_runs_and_a_link_opens_the_members_page(
    full_sandbox: RunningSandbox,
) -> None:
    from playwright.sync_api import sync_playwright

    target = full_sandbox.url("/healthz")
    full_sandbox.mail(
        a_mail(
            subject=XSS,
            html=f'<p>{XSS}</p><meta http-equiv="refresh" content="0;url={target}">'
            f'<form action="{target}"><button>post</button></form>'
            f'<a href="{target}">répondre</a>',
        )
    )
    mail = full_sandbox.url(f"/mails/{last_mail(full_sandbox)}")
    dialogs: list[str] = []
    asked: list[str] = []

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        for path in (f"/phones/{PHONE}", "/", f"/inboxes/{INBOX}"):
            page.goto(full_sandbox.url(path))
        page.goto(mail)
        letter = page.frame_locator("iframe.letter")
        letter.get_by_role("button").click()
        page.wait_for_timeout(300)
        stayed_at = page.url
        asked_by_itself = [url for url in asked if url == target]
        letter.get_by_role("link").click()
        page.wait_for_url(target)
        browser.close()

    assert dialogs == []
    assert stayed_at == mail
    assert asked_by_itself == []
    assert {urlsplit(url).netloc for url in asked} == {f"127.0.0.1:{full_sandbox.http_port}"}


# Where and how it runs


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"MULTAQA_MODE": "production"}, "only pretends to send"),
        ({"MULTAQA_MODE": ""}, "only pretends to send"),
        ({"SMS_GATEWAY_PASSWORD": ""}, "SMS_GATEWAY_PASSWORD is not set"),
        ({"SANDBOX_HTTP_PORT": "99999"}, "SANDBOX_HTTP_PORT is not a port"),
    ],
)
def test_it_refuses_to_start_when_it_must_not(
    tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    environment = RunningSandbox(tmp_path).environment | change

    ended = subprocess.run(
        [sys.executable, "-m", "tools.sandbox"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 78
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "box").exists()


def test_a_second_one_stays_out_of_the_same_folder(sandbox: RunningSandbox) -> None:
    other = RunningSandbox(sandbox.folder)

    ended = subprocess.run(
        [sys.executable, "-m", "tools.sandbox"],
        cwd=ROOT,
        env=other.environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 1
    assert "another sandbox" in ended.stderr


def test_a_taken_port_is_said_plainly(sandbox: RunningSandbox, tmp_path: Path) -> None:
    environment = sandbox.environment | {"SANDBOX_DIR": str(tmp_path / "other")}

    ended = subprocess.run(
        [sys.executable, "-m", "tools.sandbox"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 1
    assert "cannot start" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_listens_on_the_loopback_address_only(sandbox: RunningSandbox) -> None:
    ports = {f"{port:04X}" for port in (sandbox.smtp_port, sandbox.http_port)}
    listening = [
        line.split()[1].split(":")
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]
        if line.split()[3] == "0A"
    ]

    assert sorted(address for address, port in listening if port in ports) == ["0100007F"] * 2


def test_it_stops_at_once_though_an_answer_is_still_to_come(sandbox: RunningSandbox) -> None:
    sandbox.misbehave(delay_ms=60_000)
    line = http.client.HTTPConnection("127.0.0.1", sandbox.http_port, timeout=10)
    query = "username=multaqa&password=s%C3%A9same&from=M&to=212600000000&text=a"
    line.request("GET", f"/cgi-bin/sendsms?{query}")
    eventually(sandbox.messages)
    began = time.monotonic()

    status = sandbox.stop()

    assert status == 0
    assert time.monotonic() - began < 2
    line.close()


def test_no_log_line_names_anybody(sandbox: RunningSandbox) -> None:
    canary = "Zz9canary"
    sandbox.sms(f"text {canary}")
    sandbox.sms(to=f"212600{canary}")
    sandbox.sms(password=canary)
    sandbox.sms(dlr_url=f"https://far.example/{canary}", dlr_mask="31")
    sandbox.sms(dlr_url=f"http://127.0.0.1:9/{canary}?d=%d", dlr_mask="1")
    sandbox.get(f"/inboxes/{canary}@example.org")
    sandbox.get(f"/{canary}")
    sandbox.misbehave(drop_next=1)
    with pytest.raises(requests.ConnectionError):
        sandbox.sms(canary)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        sandbox.mail(a_mail(to=f"{canary}@example.org", subject=canary, text=canary))
    with sandbox.smtp() as line:
        line.docmd("NONSENSE", canary)
        line.docmd("MAIL", f"FROM:<{canary}")

    sandbox.stop()

    assert canary not in sandbox.log
    assert PHONE not in sandbox.log
    assert "receipt_url_ignored" in sandbox.log
