"""One message over one connection: envelope, content, and what each answer means."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Final

import structlog

from services.notifications.channels import Outgoing
from services.notifications.channels.email.dkim import Signer
from services.notifications.channels.email.replies import CLOSING, Refusal, Reply, name, refused
from services.notifications.domain import Accepted, NotSent, Outcome, Rejected, Uncertain
from shared.crashpoints import crashpoint

log = structlog.get_logger()

UNSPEAKABLE = re.compile(r"[\x00-\x20\x7f<>]")
LINE_DOT = re.compile(rb"(?m)^\.")
SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")

OK: Final = 250
FORWARDED: Final = 251
GO_ON: Final = 354
GOOD: Final = ((OK,), (OK, FORWARDED), (GO_ON,))
"""The replies to MAIL, RCPT and DATA with which a message goes on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a message, whether its connection can go on, and whether to go slower."""

    outcome: Outcome
    usable: bool = True
    slower: bool = False
    of_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """In whose name mail goes: the address that errors come back to, and who signs."""

    address: str
    signer: Signer | None = None


def speak(connection: smtplib.SMTP, sender: Sender, message: Outgoing) -> Told:
    """Send one message."""
    if not message.address.isascii() or UNSPEAKABLE.search(message.address):
        return Told(Rejected("bad-address"))
    try:
        eight_bit = connection.has_extn("8bitmime")
        content = _in_transit(message.content, sender.signer, eight_bit=eight_bit)
        no = _envelope(
            connection, message.returns or sender.address, message.address, eight_bit=eight_bit
        )
    except (OSError, smtplib.SMTPException):
        return Told(NotSent("connection-lost"), usable=False)
    except Exception:  # whatever it was, no byte of the content has left
        log.exception("email_unsendable", delivery_id=str(message.delivery_id))
        return Told(NotSent("unsendable"), usable=False)
    if no is not None:
        return _refused(no, usable=not no.closing and _reset(connection))
    return _content(connection, content)


def _in_transit(content: bytes | str, signer: Signer | None, *, eight_bit: bool) -> bytes:
    """Give the bytes as they go, signed; for a server of seven bits, parts are encoded anew."""
    assert isinstance(content, bytes)  # noqa: S101 - e-mails are composed as bytes
    if not eight_bit and not content.isascii():
        content = message_from_bytes(content, policy=SEVEN_BIT).as_bytes()
    if signer:
        content = signer.signed(content)
    # RFC 5321, section 4.5.2: a line that begins with a dot gets another.
    return LINE_DOT.sub(b"..", content) + b".\r\n"


def _envelope(
    connection: smtplib.SMTP, sender: str, address: str, *, eight_bit: bool
) -> Refusal | None:
    """Speak MAIL, RCPT and DATA; what follows if the server says no, None if it goes on."""
    body = " BODY=8BITMIME" if eight_bit else ""
    commands = (f"MAIL FROM:<{sender}>{body}", f"RCPT TO:<{address}>", "DATA")
    if connection.has_extn("pipelining"):
        # RFC 2920: in one go, so that a message costs two round trips and not four.
        connection.send("".join(f"{command}\r\n" for command in commands))
        replies = _replies(connection, len(commands))
    else:
        replies = _one_by_one(connection, commands)
    no = _first_no(replies)
    if no is not None and replies[-1][0] == GO_ON:
        connection.docmd(".")  # it waits for a content all the same: for nobody
    return no


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


def _first_no(replies: Sequence[Reply]) -> Refusal | None:
    for command, (code, reply) in enumerate(replies):
        if code not in GOOD[command]:
            # A no to our own address is about us, not about this person.
            return refused(code, reply, about_us=command == 0)
    return None


def _content(connection: smtplib.SMTP, content: bytes) -> Told:
    """
    Send the content; from its first byte on, silence means that nobody knows (RFC 1047).

    So does an answer that says neither yes nor no, and what comes after it answers who knows what.
    """
    try:
        connection.send(content)
        crashpoint("email.before_reply")
        code, reply = connection.getreply()
    except Exception:  # noqa: BLE001 - whatever it was, bytes may have left
        return Told(Uncertain("no-reply"), usable=False)
    if code == OK:
        return Told(Accepted(_queue_id(reply)))
    if not 400 <= code < 600:
        return Told(Uncertain(name(code, reply)), usable=False)
    no = refused(code, reply)
    return _refused(no, usable=not no.closing)


def _refused(no: Refusal, *, usable: bool) -> Told:
    return Told(no.outcome, usable=usable, slower=no.slower, of_one=no.of_one)


def _queue_id(reply: bytes) -> str | None:
    found = re.search(rb"queued as (\S+)", reply)
    return found.group(1).decode("ascii", "replace")[:100] if found else None


def _reset(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.rset()[0] == OK)
    except (OSError, smtplib.SMTPException):
        return False
