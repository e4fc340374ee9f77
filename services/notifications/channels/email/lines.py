"""Connections to one mail server: opened, proven, signed in, kept, and given back."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from queue import Empty, LifoQueue
from typing import Final, Literal, get_args
from urllib.parse import unquote, urlsplit

import structlog

log = structlog.get_logger()

TIMEOUT_S: Final = 30.0
OK: Final = 250

Encryption = Literal["demanded", "offered", "never"]
"""
When a connection is encrypted.

`demanded`: always, or nothing is sent. `offered`: whenever the server offers it. In both the server
must prove its name: one that offers and cannot is given nothing. `never`: to a relay of one's own.
"""
ENCRYPTIONS: Final[tuple[Encryption, ...]] = get_args(Encryption)


class Unproven(smtplib.SMTPException):
    """The server does not offer the encryption that is demanded."""


def is_here(host: str) -> bool:
    """Tell whether a host is this machine, where nobody can listen in."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """
    Where mail goes, and what the server bears.

    `connections` are open at once for one window, each for `per_connection` messages at most.
    """

    url: str
    encryption: Encryption = "offered"
    connections: int = 1
    per_connection: int = 500


@dataclass(slots=True)
class Line:
    """One connection, and how many messages went over it."""

    smtp: smtplib.SMTP
    used: int = 0


class Lines:
    """The kept connections to one server."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._url = urlsplit(server.url)
        self._idle: LifoQueue[Line] = LifoQueue()

    def take(self) -> Line | None:
        """Give a connection that is kept and alive, or a new one; None when there is none."""
        with suppress(Empty):
            while True:
                line = self._idle.get_nowait()
                if _alive(line.smtp):
                    return line
                drop(line)
        try:
            return Line(self._open())
        except Exception as error:  # noqa: BLE001 - nothing of a message was said, whatever it is
            log.warning("mail_server_away", error=type(error).__name__, look_at=_setting(error))
        return None

    def give_back(self, line: Line) -> None:
        self._idle.put(line)

    def worn(self, line: Line) -> bool:
        """Tell whether a connection has carried what it may."""
        return line.used >= self._server.per_connection

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
            if self._url.scheme != "smtps":
                self._encrypt(connection, verified)
            if self._url.username:
                password = unquote(self._url.password or "")
                connection.login(unquote(self._url.username), password)
        except BaseException:
            drop(Line(connection))
            raise
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _encrypt(self, connection: smtplib.SMTP, verified: ssl.SSLContext) -> None:
        """Speak TLS; an account's password never goes without, whatever is set."""
        demanded = self._server.encryption == "demanded" or bool(self._url.username)
        if self._server.encryption == "never" and not demanded:
            return
        if not connection.has_extn("starttls"):
            if demanded:
                raise Unproven
            return
        code, _ = connection.starttls(context=verified)
        if code != 220:
            raise Unproven
        # What was offered before may have been said by somebody in between (RFC 3207, 4.2).
        connection.ehlo_or_helo_if_needed()


def _setting(error: Exception) -> str:
    """Name the setting that an operator looks at first."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the account in SMTP_URL"
    return "SMTP_TLS" if isinstance(error, Unproven | ssl.SSLError) else "SMTP_URL"


def leave(line: Line) -> None:
    """Say good-bye."""
    with suppress(Exception):
        line.smtp.quit()
    drop(line)


def drop(line: Line) -> None:
    with suppress(Exception):
        line.smtp.close()


def _alive(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.noop()[0] == OK)
    except (OSError, smtplib.SMTPException):
        return False
