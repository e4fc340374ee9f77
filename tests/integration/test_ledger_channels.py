"""The ways out against real servers of their kind: what was surely sent, surely not, or neither."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.channels import Lease, Outgoing, http
from services.notifications.channels.email import EmailChannel
from services.notifications.channels.sms_gateway import SmsGatewayChannel
from services.notifications.domain import (
    CALLED_OFF,
    Accepted,
    NotSent,
    Outcome,
    Rejected,
    Unavailable,
    Uncertain,
)
from tests.support.sms_peers import kannel_provider
from tests.support.world import free_port

MAIL = (
    b"Subject: =?utf-8?b?2K/YudmI2Kk=?=\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"." + b"\r\n..dots\r\n.\r\n" + "مرحبا ⵣ".encode() + b"\r\n.\r\n"
)


def letters(number: int, content: bytes | str = MAIL, to: str = "x@y.test") -> list[Outgoing]:
    return [Outgoing(delivery_id=uuid4(), address=to, content=content) for _ in range(number)]


def sent(channel: Any, messages: list[Outgoing], lease_s: float = 60) -> list[Outcome]:
    """Send a window, and give the outcomes in the order of the messages."""
    told = dict(channel.send_all(messages, Lease(lease_s)))
    return [told[message.delivery_id] for message in messages]


# --- E-mail ----------------------------------------------------------------------------------


class Inbox:
    """Keeps what a mail server was given; `said` are its answers to RCPT and DATA, if others."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.hidden: set[str] = set()
        self.shown: set[str] = set()
        self.rcpt = "250 OK"
        self.data: list[str] = []
        self.signed_in = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds it by this name
        self, _: SMTP, session: Session, __: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [line for line in responses if line[4:].split()[0] not in self.hidden]
        return [*kept[:-1], *(f"250-{name}" for name in self.shown), kept[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.original_content, bytes)
            self.mails.append(envelope.original_content)
        return answer

    def authenticate(self, *_: object) -> bool:
        self.signed_in += 1
        return True


@pytest.fixture(params=[(), ("PIPELINING",)], ids=["in turn", "in one go"])
def inbox(request: pytest.FixtureRequest) -> Inbox:
    """A mail server that is spoken to in turn, and one that is told all at once."""
    inbox = Inbox()
    inbox.shown = set(request.param)
    return inbox


@contextmanager
def mail_server(inbox: Inbox, port: int = 0, **options: Any) -> Iterator[int]:
    port = port or free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@pytest.fixture
def mail(inbox: Inbox) -> Iterator[EmailChannel]:
    with mail_server(inbox) as port:
        yield EmailChannel(f"smtp://127.0.0.1:{port}", "Us <a@ex.org>", 100)


def test_a_mail_arrives_as_it_was_written_dots_and_all(inbox: Inbox, mail: EmailChannel) -> None:
    assert sent(mail, letters(3)) == [Accepted()] * 3

    assert inbox.mails == [MAIL] * 3


def test_a_server_of_seven_bits_gets_seven_bits_that_say_the_same(
    inbox: Inbox, mail: EmailChannel
) -> None:
    inbox.hidden = {"8BITMIME"}

    assert sent(mail, letters(1)) == [Accepted()]

    (arrived,) = inbox.mails
    assert arrived.isascii()
    assert words(arrived) == words(MAIL)


def words(raw: bytes) -> str:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return str(message.get_content()) + str(message["Subject"])


def test_each_mail_has_its_own_fate_on_one_connection(inbox: Inbox, mail: EmailChannel) -> None:
    inbox.data = ["451 4.3.0 later", "554 5.6.0 never", "250 OK", "554 5.7.1 spam"]

    outcomes = sent(mail, letters(5))

    assert outcomes == [
        NotSent("4.3.0"),
        Rejected("5.6.0"),
        Accepted(),
        NotSent("5.7.1"),
        Accepted(),
    ]


@pytest.mark.parametrize(
    ("rcpt", "outcome"),
    [
        ("550 5.1.1 nobody", Rejected("5.1.1")),
        ("450 4.2.0 greylisted", NotSent("4.2.0")),
        ("554 5.7.1 relay denied", Unavailable("5.7.1")),
    ],
)
def test_a_refused_receiver_costs_the_next_one_nothing(
    inbox: Inbox, mail: EmailChannel, rcpt: str, outcome: Outcome
) -> None:
    inbox.rcpt = rcpt
    assert sent(mail, letters(3))[1:] == [outcome] * 2
    inbox.rcpt = "250 OK"

    assert sent(mail, letters(1)) == [Accepted()]
    assert inbox.mails == [MAIL]


@pytest.mark.parametrize("address", ["x@y.test>\r\nRCPT TO:<v@w.test", "é@y.test", "a b@y.test"])
def test_no_command_is_made_of_an_address(inbox: Inbox, mail: EmailChannel, address: str) -> None:
    outcomes = sent(mail, [*letters(1, to=address), *letters(1)])

    assert outcomes == [Rejected("bad-address"), Accepted()]
    assert inbox.mails == [MAIL]


def test_a_server_that_is_closing_costs_nobody_anything(inbox: Inbox, mail: EmailChannel) -> None:
    inbox.data = ["421 4.3.2 bye"]

    assert sent(mail, letters(3)) == [Unavailable("4.3.2"), Accepted(), Accepted()]


@pytest.mark.parametrize("before", [b"", b"250 OK\r\n", b"250 OK\r\n250 OK\r\n"])
def test_a_server_that_closes_in_the_middle_of_its_answers_takes_nothing(before: bytes) -> None:
    """Seen failing: its 421 was not heard over the end of the line, and it was tried on and on."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress_os_errors(), listener.accept()[0] as line:
            file = line.makefile("rb")
            line.sendall(b"220 hello\r\n")
            file.readline()
            line.sendall(b"250-me\r\n250 PIPELINING\r\n")
            for _ in range(3):
                file.readline()
            line.sendall(before + b"421 4.3.2 bye\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    channel = EmailChannel(f"smtp://127.0.0.1:{listener.getsockname()[1]}", "a@ex.org", 100)
    outcomes = sent(channel, letters(1))
    thread.join(5)
    listener.close()

    assert outcomes == [Unavailable("4.3.2")]


def test_a_connection_that_died_while_idle_is_not_used(inbox: Inbox) -> None:
    port = free_port()
    channel = EmailChannel(f"smtp://127.0.0.1:{port}", "a@ex.org", 100)
    with mail_server(inbox, port):
        assert sent(channel, letters(1)) == [Accepted()]
    with mail_server(inbox, port):
        assert sent(channel, letters(2)) == [Accepted(), Accepted()]


def test_without_a_server_nothing_was_sent_and_it_is_tried_once() -> None:
    channel = EmailChannel(f"smtp://127.0.0.1:{free_port()}", "a@ex.org", 100)

    assert sent(channel, letters(50)) == [Unavailable("no-connection")] * 50


def test_a_lease_that_is_over_begins_nothing(inbox: Inbox, mail: EmailChannel) -> None:
    assert sent(mail, letters(2), lease_s=0) == [CALLED_OFF] * 2

    assert inbox.mails == []


@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        ("MAIL", NotSent("connection-lost")),
        ("RCPT", NotSent("connection-lost")),
        ("DATA", NotSent("connection-lost")),
        (".", Uncertain("no-reply")),
    ],
)
@pytest.mark.parametrize("pipelining", [True, False])
def test_only_after_the_content_began_silence_means_that_nobody_knows(
    until: str, outcome: Outcome, *, pipelining: bool
) -> None:
    """RFC 1047: the line is cut at each command in turn, before the server answers it."""
    with cutting_server(until, pipelining=pipelining) as port:
        channel = EmailChannel(f"smtp://127.0.0.1:{port}", "a@ex.org", 100)

        assert sent(channel, letters(1)) == [outcome]


@contextmanager
def cutting_server(until: str, *, pipelining: bool) -> Iterator[int]:
    """Serve mail so far, then hang up without a word."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress_os_errors(), listener.accept()[0] as line:
            line.sendall(b"220 hello\r\n")
            file = line.makefile("rb")
            in_content = False
            while read := file.readline():
                word = "" if in_content else read.split()[0].decode().upper()
                if word == until or (in_content and read == b".\r\n"):
                    return
                if word == "EHLO" and pipelining:
                    line.sendall(b"250-me\r\n250 PIPELINING\r\n")
                elif not in_content:
                    line.sendall(b"354 go on\r\n" if word == "DATA" else b"250 OK\r\n")
                in_content = in_content or word == "DATA"

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.close()
    thread.join(5)


@contextmanager
def suppress_os_errors() -> Iterator[None]:
    try:
        yield
    except OSError:
        return


@pytest.mark.parametrize(
    "answer", [b"250-\r\n?\r\n", b"oops\r\n", b"252 perhaps\r\n", b"354 go\r\n"]
)
def test_an_answer_to_the_content_that_says_neither_means_that_nobody_knows(answer: bytes) -> None:
    """Seen failing: called surely not sent, it was sent a second time, out of the gap."""
    with answering_server(answer) as port:
        channel = EmailChannel(f"smtp://127.0.0.1:{port}", "a@ex.org", 100)

        (outcome,) = sent(channel, letters(1))

    assert isinstance(outcome, Uncertain)


@contextmanager
def answering_server(answer: bytes) -> Iterator[int]:
    """Take one content and say this of it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress_os_errors(), listener.accept()[0] as line:
            file = line.makefile("rb")
            line.sendall(b"220 hello\r\n")
            for reply in (b"250 me\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"):
                file.readline()
                line.sendall(reply)
            while file.readline() != b".\r\n":
                pass
            line.sendall(answer)
            file.read()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.close()
    thread.join(5)


def test_a_server_that_waits_for_a_content_for_nobody_gets_none() -> None:
    """Told all at once, some servers say 354 although they refused the only receiver (RFC 2920)."""
    said: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress_os_errors(), listener.accept()[0] as line:
            file = line.makefile("rb")
            line.sendall(b"220 hello\r\n")
            answers = [b"250-me\r\n250 PIPELINING\r\n", b"250 OK\r\n", b"550 5.1.1 who\r\n"]
            for answer in [*answers, b"354 go on\r\n", b"554 for nobody\r\n", b"250 OK\r\n"]:
                said.append(file.readline().strip())
                line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    channel = EmailChannel(f"smtp://127.0.0.1:{listener.getsockname()[1]}", "a@ex.org", 100)
    outcomes = sent(channel, letters(1))
    thread.join(5)
    listener.close()

    assert outcomes == [Rejected("5.1.1")]
    assert said[3:] == [b"DATA", b".", b"rset"]


def test_a_password_goes_nowhere_without_tls(inbox: Inbox) -> None:
    options: dict[str, Any] = {"auth_require_tls": False, "authenticator": inbox.authenticate}
    with mail_server(inbox, **options) as port:
        channel = EmailChannel(f"smtp://me:secret@127.0.0.1:{port}", "a@ex.org", 100)

        assert sent(channel, letters(1)) == [Unavailable("no-connection")]

    assert inbox.signed_in == 0
    assert inbox.mails == []


@pytest.mark.parametrize("trusted", [True, False])
def test_a_password_goes_only_to_a_server_that_proves_its_name(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    certificate = self_signed(tmp_path)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    options: dict[str, Any] = {"tls_context": theirs, "authenticator": inbox.authenticate}
    with mail_server(inbox, **options) as port:
        channel = EmailChannel(f"smtp://me:secret@localhost:{port}", "a@ex.org", 100)

        outcomes = sent(channel, letters(1))

    assert outcomes == ([Accepted()] if trusted else [Unavailable("no-connection")])
    assert inbox.signed_in == int(trusted)


def self_signed(folder: Path) -> Path:
    """Make a certificate for localhost that nobody but its holder trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


# --- SMS -------------------------------------------------------------------------------------


class Gateway(ThreadingHTTPServer):
    """An SMS gateway that says what it is told to; `hold` is how long it thinks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.status = 202
        self.hold = threading.Event()
        self.hold_s = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/cgi-bin/sendsms"


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        gateway = self.server
        assert isinstance(gateway, Gateway)
        gateway.asked.append(self.path)
        gateway.hold.wait(gateway.hold_s)
        with suppress_os_errors():
            self.send_response(gateway.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with ExitStack() as stack:
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        stack.callback(server.server_close)
        stack.callback(server.hold.set)
        yield server


@pytest.fixture
def phone() -> Callable[[str], SmsGatewayChannel]:
    def make(url: str) -> SmsGatewayChannel:
        return SmsGatewayChannel(kannel_provider(url))

    return make


def test_every_sms_is_asked_for_once_with_its_name(
    gateway: Gateway, phone: Callable[[str], SmsGatewayChannel]
) -> None:
    messages = letters(20, "Salam", "+212600000001")

    assert sent(phone(gateway.url), messages) == [Accepted()] * 20

    assert len(gateway.asked) == 20
    for message in messages:
        assert sum(str(message.delivery_id) in path for path in gateway.asked) == 1


def test_a_text_outside_the_cheap_alphabet_says_so(
    gateway: Gateway, phone: Callable[[str], SmsGatewayChannel]
) -> None:
    """Without `coding`, Kannel would send question marks."""
    sent(phone(gateway.url), letters(1, "مرحبا", "+212600000001"))
    sent(phone(gateway.url), letters(1, "Réponse", "+212600000001"))

    assert ["coding=2" in path for path in gateway.asked] == [True, False]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Rejected("gateway-400")),
        (403, Unavailable("gateway-403")),
        (503, Unavailable("gateway-503")),
        (504, Uncertain("gateway-504")),
    ],
)
def test_a_gateway_s_no_is_told_for_each(
    gateway: Gateway,
    phone: Callable[[str], SmsGatewayChannel],
    status: int,
    outcome: Outcome,
) -> None:
    """Seen failing: what a proxy had passed on when it gave up (504) was sent a second time."""
    gateway.status = status

    assert sent(phone(gateway.url), letters(6, "x", "+212600000001")) == [outcome] * 6


def test_a_gateway_that_is_not_there_was_sent_nothing(
    phone: Callable[[str], SmsGatewayChannel],
) -> None:
    channel = phone(f"http://127.0.0.1:{free_port()}/")

    assert sent(channel, letters(30, "x", "+212600000001")) == [Unavailable("no-connection")] * 30


def test_a_gateway_that_does_not_answer_leaves_nobody_knowing(
    gateway: Gateway,
    phone: Callable[[str], SmsGatewayChannel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 0.3)
    gateway.hold_s = 5

    outcomes = sent(phone(gateway.url), letters(4, "x", "+212600000001"))

    assert outcomes == [Uncertain("no-reply")] * 4
    assert len(gateway.asked) == 4


@pytest.mark.parametrize("size", [1_000, 10_000_000], ids=["drop by drop", "far too much"])
def test_an_answer_without_an_end_is_not_waited_for(
    phone: Callable[[str], SmsGatewayChannel], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Seen failing: each drop began the time anew, and ten megabytes were read."""
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 0.6)
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _ = listener.accept()
        with line, suppress(OSError):
            line.recv(65536)
            line.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: %d\r\n\r\n" % size)
            for _ in range(40):
                line.sendall(b"x" * (size // 40))
                time.sleep(0.1 if size < 1_000_000 else 0)
            time.sleep(3)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    outcomes = sent(
        phone(f"http://127.0.0.1:{listener.getsockname()[1]}/"), letters(1, "x", "+212600000001")
    )
    listener.close()

    assert outcomes == [Uncertain("no-reply")]
    assert time.monotonic() - began < 1.5


def test_a_gateway_that_was_started_anew_is_asked_on_new_connections(
    phone: Callable[[str], SmsGatewayChannel],
) -> None:
    """A kept connection that died in between must not make a window uncertain."""
    first = Gateway()
    thread = threading.Thread(target=first.serve_forever, daemon=True)
    thread.start()
    channel = phone(first.url)
    assert sent(channel, letters(8, "x", "+212600000001")) == [Accepted()] * 8
    first.shutdown()
    first.server_close()
    thread.join()

    outcomes = sent(channel, letters(8, "x", "+212600000001"))

    assert set(outcomes) <= {Unavailable("no-connection"), Accepted()}
