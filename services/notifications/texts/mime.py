"""
The parts of an e-mail become one message (RFC 2045 to 2047) that any server can pass on.

All is of seven bits: a server on the way that takes no more would encode the message anew, and
break its signature (RFC 6376, section 5.3). A marked place stands alone on a line of its own, so
that what fills it is encoded for itself.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from secrets import token_hex
from typing import ClassVar, Final

from services.notifications.texts.wording import Unwritable

LONGEST_QUOTED: Final = 76
"""Most characters of an encoded line (RFC 2045, section 6.7)."""

_SALT = token_hex(4)
MARK = re.compile(rf"@@[a-z-]+-{_SALT}@@")


def mark(name: str) -> str:
    """Make a mark that nobody who writes an event's text can guess."""
    return f"@@{name}-{_SALT}@@"


class UnsafeHeader(Unwritable):
    """The composed message has other headers than it was given."""

    code: ClassVar[str] = "unsafe-header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    What one message is made of.

    `picture` is what the HTML part shows as `cid:ticket` (RFC 2392); `calendar` what a calendar
    makes of it, by `method` (RFC 6047).
    """

    plain: str
    html: str
    picture: bytes | None = None
    calendar: str = ""
    method: str = ""


def assembled(headers: Mapping[str, str], parts: Parts, *, language: str) -> bytes:
    """Give all parts as one message; UnsafeHeader if a value made headers of its own."""
    message = EmailMessage(policy=policy.SMTP)
    for name, value in headers.items():
        message[name] = value
    message.set_content("")
    _quote(message, parts.plain + "\n")
    message.add_alternative("", subtype="html")
    shown = message.get_payload(1)
    assert isinstance(shown, EmailMessage)  # noqa: S101 - the part that was just added
    _quote(shown, parts.html + "\n")
    if parts.picture is not None:
        shown.add_related(parts.picture, "image", "png", cid="<ticket>", filename="ticket.png")
    if parts.calendar:
        _add_calendar(message, parts)
    message["Content-Language"] = language
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(multiparts):
        # No chance in it: a second copy is the same. And no encoded text has `=_` in it.
        part.set_boundary(f"=_{number}_multaqa")
    composed = message.as_bytes()
    if sorted(message_from_bytes(composed).keys()) != sorted(message.keys()):
        raise UnsafeHeader
    return composed


def _add_calendar(message: EmailMessage, parts: Parts) -> None:
    """
    Add it twice: as what calendars read by themselves, and as a file for programs that do not.

    That is how others send it, and the only form that is understood everywhere.
    """
    message.add_alternative("", subtype="calendar", params={"method": parts.method})
    message.add_attachment("", subtype="calendar", filename="event.ics")
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            assert isinstance(part, EmailMessage)  # noqa: S101 - those that were just added
            _quote(part, parts.calendar)


def _quote(part: EmailMessage, text: str) -> None:
    part.set_payload(quoted(text))
    part.replace_header("Content-Transfer-Encoding", "quoted-printable")
    part.set_param("charset", "utf-8")


def quoted(text: str) -> str:
    """Encode a text as quoted-printable; its marked places stay as they are."""
    last = 0
    pieces = []
    for found in MARK.finditer(text):
        pieces += [_softly_ended(_encoded(text[last : found.start()])), found.group(), "=\n"]
        last = found.end()
    return "".join((*pieces, _encoded(text[last:])))


def quoted_value(value: str) -> bytes:
    """Encode what fills a place, with CRLF line ends; behind it a soft end of line has room."""
    encoded = _softly_ended(_encoded(value)).removesuffix("=\n")
    return encoded.replace("\n", "\r\n").encode("ascii")


def _encoded(text: str) -> str:
    return b2a_qp(text.encode(), quotetabs=False, istext=True).decode("ascii")


def _softly_ended(encoded: str) -> str:
    """End a piece in the middle of its text's line, without an encoded line that is too long."""
    begun = encoded.rpartition("\n")[2]
    if not begun:
        return encoded
    if len(begun) < LONGEST_QUOTED:
        return encoded + "=\n"
    cut = len(encoded) - 3  # no encoded letter is cut in two
    while encoded[cut - 1] == "=" or encoded[cut - 2] == "=":
        cut -= 1
    return f"{encoded[:cut]}=\n{encoded[cut:]}=\n"
