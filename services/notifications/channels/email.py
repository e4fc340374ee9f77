"""E-mail over SMTP (RFC 5321)."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from email.utils import parseaddr
from queue import Empty, LifoQueue
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from services.notifications.channels import Lease, Outgoing
from services.notifications.domain import Accepted, NotSent, Outcome, Rejected, Uncertain
from shared.crashpoints import crashpoint

TIMEOUT_S = 30.0
CONTROL = re.compile(r"[\x00-\x20\x7f<>]")
LINE_DOT = re.compile(rb"(?m)^\.")
OK: Final = 250


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
        for message in messages:
            if lease.over:
                yield message.delivery_id, NotSent("lease-over")
                continue
            try:
                connection = connection or self._connect()
            except (OSError, smtplib.SMTPException):
                yield message.delivery_id, NotSent("no-connection")
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
        if not message.address.isascii() or CONTROL.search(message.address):
            return Rejected("bad-address"), True
        assert isinstance(message.content, bytes)  # noqa: S101 - e-mails are composed as bytes
        content = message.content
        eight_bit = connection.has_extn("8bitmime")
        if not eight_bit:
            content = message_from_bytes(content, policy=policy.SMTP).as_bytes()
        try:
            refused = _envelope(connection, self._sender, message.address, eight_bit=eight_bit)
        except (OSError, smtplib.SMTPException):
            return NotSent("connection-lost"), False
        if refused is not None:
            return refused, _reset(connection)
        return _content(connection, content)

    def _connect(self) -> smtplib.SMTP:
        with suppress(Empty):
            while True:
                connection = self._idle.get_nowait()
                if _alive(connection):
                    return connection
                _drop(connection)
        return self._open()

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port or 25
        kind = smtplib.SMTP_SSL if self._url.scheme == "smtps" else smtplib.SMTP
        connection = kind(host, port, timeout=TIMEOUT_S)
        connection.ehlo_or_helo_if_needed()
        if self._url.username:
            connection.starttls()
            connection.login(unquote(self._url.username), unquote(self._url.password or ""))
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _envelope(
    connection: smtplib.SMTP, sender: str, address: str, *, eight_bit: bool
) -> Outcome | None:
    """Speak MAIL, RCPT and DATA; the outcome if the server says no, None if it waits for it."""
    for code, reply in (
        connection.mail(sender, ["BODY=8BITMIME"] if eight_bit else []),
        connection.rcpt(address),
    ):
        if code not in (OK, 251):
            return _said_no(code, reply)
    code, reply = connection.docmd("DATA")
    return None if code == 354 else _said_no(code, reply)


def _content(connection: smtplib.SMTP, content: bytes) -> tuple[Outcome, bool]:
    """Send the content; from its first byte on, silence means that nobody knows (RFC 1047)."""
    try:
        connection.send(LINE_DOT.sub(b"..", content) + b".\r\n")
        crashpoint("email.before_reply")
        code, reply = connection.getreply()
    except (OSError, smtplib.SMTPException):
        return Uncertain("no-reply"), False
    if code == OK:
        return Accepted(_queue_id(reply)), True
    return _said_no(code, reply), code != 421


def _said_no(code: int, reply: bytes) -> Outcome:
    """A 4xx passes, a 5xx stays (RFC 5321, section 4.2.1); the enhanced code says more."""
    enhanced = re.match(rb"[245]\.\d{1,3}\.\d{1,3}", reply)
    name = enhanced.group().decode() if enhanced else str(code)
    return Rejected(name) if 500 <= code < 600 else NotSent(name)


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
