"""E-mail over SMTP (RFC 5321)."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from email.utils import parseaddr
from queue import Empty, LifoQueue
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog

from services.notifications.channels import Lease, Outgoing
from services.notifications.domain import (
    Accepted,
    NotSent,
    Outcome,
    Rejected,
    Unavailable,
    Uncertain,
)
from shared.crashpoints import crashpoint

log = structlog.get_logger()

TIMEOUT_S = 30.0
UNSPEAKABLE = re.compile(r"[\x00-\x20\x7f<>]")
LINE_DOT = re.compile(rb"(?m)^\.")
SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")

OK: Final = 250
FORWARDED: Final = 251
GO_ON: Final = 354
CLOSING: Final = 421
GOOD: Final = ((OK,), (OK, FORWARDED), (GO_ON,))
"""The replies to MAIL, RCPT and DATA with which a message goes on."""

Reply = tuple[int, bytes]


class EmailChannel:
    """Sends over a few kept connections to one mail server."""

    def __init__(self, smtp_url: str, mail_from: str, window: int) -> None:
        self.window = window
        self._url = urlsplit(smtp_url)
        self._sender = parseaddr(mail_from)[1]
        self._idle: LifoQueue[smtplib.SMTP] = LifoQueue()

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Send one after the other over one connection; without one, nothing was sent."""
        connection: smtplib.SMTP | None = None
        reachable = True
        for message in messages:
            if lease.over:
                yield message.delivery_id, NotSent("lease-over")
                continue
            if reachable and connection is None:
                connection = self._connect()
                reachable = connection is not None
            if connection is None:
                yield message.delivery_id, Unavailable("no-connection")
                continue
            outcome, usable = self._send(connection, message)
            if not usable:
                _drop(connection)
                connection = None
            yield message.delivery_id, outcome
        if connection:
            self._idle.put(connection)

    def _send(self, connection: smtplib.SMTP, message: Outgoing) -> tuple[Outcome, bool]:
        """Send one message; tell what came of it and whether the connection can go on."""
        if not message.address.isascii() or UNSPEAKABLE.search(message.address):
            return Rejected("bad-address"), True
        try:
            eight_bit = connection.has_extn("8bitmime")
            content = _in_transit(message.content, eight_bit=eight_bit)
            refused = _envelope(connection, self._sender, message.address, eight_bit=eight_bit)
        except (OSError, smtplib.SMTPException):
            return NotSent("connection-lost"), False
        except Exception:  # whatever it was, no byte of the content has left
            log.exception("email_unsendable", delivery_id=str(message.delivery_id))
            return NotSent("unsendable"), False
        if refused is not None:
            return refused, _reset(connection)
        return _content(connection, content)

    def _connect(self) -> smtplib.SMTP | None:
        """Give a connection that is kept and alive, or a new one; None when there is none."""
        with suppress(Empty):
            while True:
                connection = self._idle.get_nowait()
                if _alive(connection):
                    return connection
                _drop(connection)
        try:
            return self._open()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail_server_away", error=type(error).__name__)
            return None

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port
        verified = ssl.create_default_context()
        connection: smtplib.SMTP
        if self._url.scheme == "smtps":
            connection = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_S, context=verified)
        else:
            connection = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_S)
        try:
            connection.ehlo_or_helo_if_needed()
            self._sign_in(connection, verified)
        except BaseException:
            _drop(connection)
            raise
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _sign_in(self, connection: smtplib.SMTP, verified: ssl.SSLContext) -> None:
        """An account's password goes over TLS only, to a server that proved its name."""
        if not self._url.username:
            return
        if self._url.scheme != "smtps":
            connection.starttls(context=verified)
        connection.login(unquote(self._url.username), unquote(self._url.password or ""))


def _in_transit(content: bytes | str, *, eight_bit: bool) -> bytes:
    """Give the bytes as they go: for a server of seven bits, parts are encoded anew."""
    assert isinstance(content, bytes)  # noqa: S101 - e-mails are composed as bytes
    if not eight_bit:
        content = message_from_bytes(content, policy=SEVEN_BIT).as_bytes()
    # RFC 5321, section 4.5.2: a line that begins with a dot gets another.
    return LINE_DOT.sub(b"..", content) + b".\r\n"


def _envelope(
    connection: smtplib.SMTP, sender: str, address: str, *, eight_bit: bool
) -> Outcome | None:
    """Speak MAIL, RCPT and DATA; the outcome if the server says no, None if it waits for it."""
    body = " BODY=8BITMIME" if eight_bit else ""
    commands = (f"MAIL FROM:<{sender}>{body}", f"RCPT TO:<{address}>", "DATA")
    if connection.has_extn("pipelining"):
        # RFC 2920: in one go, so that a message costs two round trips and not four.
        connection.send("".join(f"{command}\r\n" for command in commands))
        replies = _replies(connection, len(commands))
    else:
        replies = _one_by_one(connection, commands)
    refused = _first_no(replies)
    if refused is not None and replies[-1][0] == GO_ON:
        connection.docmd(".")  # it waits for a content all the same: for nobody
    return refused


def _replies(connection: smtplib.SMTP, most: int) -> list[Reply]:
    """Read what is answered to several commands; after "I am closing" (421) there is no more."""
    replies: list[Reply] = []
    while len(replies) < most:
        replies.append(connection.getreply())
        if replies[-1][0] == CLOSING:
            break
    return replies


def _one_by_one(connection: smtplib.SMTP, commands: Sequence[str]) -> list[Reply]:
    replies: list[Reply] = []
    for command, good in zip(commands, GOOD, strict=True):
        replies.append(connection.docmd(command))
        if replies[-1][0] not in good:
            break
    return replies


def _first_no(replies: Sequence[Reply]) -> Outcome | None:
    for command, (code, reply) in enumerate(replies):
        if code not in GOOD[command]:
            # A no to our own address is about us, not about this person.
            return Unavailable(_name(code, reply)) if command == 0 else _said_no(code, reply)
    return None


def _content(connection: smtplib.SMTP, content: bytes) -> tuple[Outcome, bool]:
    """
    Send the content; from its first byte on, silence means that nobody knows (RFC 1047).

    So does an answer that says neither yes nor no, and what comes after it answers who knows what.
    """
    try:
        connection.send(content)
        crashpoint("email.before_reply")
        code, reply = connection.getreply()
    except Exception:  # noqa: BLE001 - whatever it was, bytes may have left
        return Uncertain("no-reply"), False
    if code == OK:
        return Accepted(_queue_id(reply)), True
    if not 400 <= code < 600:
        return Uncertain(_name(code, reply)), False
    return _said_no(code, reply), code != CLOSING


def _said_no(code: int, reply: bytes) -> Outcome:
    """
    Read a refusal: a 4xx passes, a 5xx stays (RFC 5321, section 4.2.1).

    A server that is closing (421), or whose policy is against us (x.7.y, RFC 3463), would say the
    same for everybody: it does not cost this person the message.
    """
    name = _name(code, reply)
    if code == CLOSING or name[1:].startswith(".7."):
        return Unavailable(name)
    return Rejected(name) if 500 <= code < 600 else NotSent(name)


def _name(code: int, reply: bytes) -> str:
    """Name a reply by its enhanced code, which says more, or else by its code."""
    enhanced = re.match(rb"[245]\.\d{1,3}\.\d{1,3}", reply)
    return enhanced.group().decode() if enhanced else str(code)


def _queue_id(reply: bytes) -> str | None:
    found = re.search(rb"queued as (\S+)", reply)
    return found.group(1).decode("ascii", "replace")[:100] if found else None


def _reset(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.rset()[0] == OK)
    except (OSError, smtplib.SMTPException):
        return False


def _alive(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.noop()[0] == OK)
    except (OSError, smtplib.SMTPException):
        return False


def _drop(connection: smtplib.SMTP) -> None:
    with suppress(Exception):
        connection.close()
