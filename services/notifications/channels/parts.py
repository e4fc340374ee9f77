"""A text as what goes over the air: parts of 140 octets, never cut inside a character."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from smsutil import split
from smsutil.codecs import GSM_BASIC_CHARSET, GSM_EXT_CHARSET

from services.notifications.texts import is_gsm

GSM, ASCII, LATIN_1, UCS_2 = 0, 1, 3, 8
"""What `data_coding` says of a text."""

ESCAPE = 0x1B
BASIC = {letter: code for code, letter in enumerate(GSM_BASIC_CHARSET) if code != ESCAPE}
EXTENDED = dict(zip(GSM_EXT_CHARSET, b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", strict=True))
FROM_BASIC = {code: letter for letter, code in BASIC.items()}
FROM_EXTENDED = {code: letter for letter, code in EXTENDED.items()}


@dataclass(frozen=True, slots=True)
class AirPart:
    """One part: its octets, the header that joins it to the others included."""

    octets: bytes
    coding: int
    joined: bool


def on_air(text: str, delivery_id: UUID) -> list[AirPart]:
    """
    Cut a text as phones join it.

    The number that joins the parts comes from the message's own name: a second try has the same,
    and a phone that has got some parts already joins them with these.
    """
    coding = GSM if is_gsm(text) else UCS_2
    pieces = [encoded(part.content, coding) for part in split(text).parts]
    if len(pieces) == 1:
        return [AirPart(pieces[0], coding, joined=False)]
    number, total = delivery_id.int & 0xFF, len(pieces)
    # The 8 bit form takes 6 octets as smsutil counts; of the two it is what every phone joins.
    return [
        AirPart(bytes((5, 0, 3, number, total, n)) + piece, coding, joined=True)
        for n, piece in enumerate(pieces, 1)
    ]


def encoded(text: str, coding: int) -> bytes:
    """Write a text in the alphabet that it goes in."""
    if coding == UCS_2:
        return text.encode("utf-16-be")
    octets = bytearray()
    for letter in text:
        if letter in EXTENDED:
            octets += bytes((ESCAPE, EXTENDED[letter]))
        else:
            octets.append(BASIC[letter])
    return bytes(octets)


def decoded(octets: bytes, coding: int) -> str:
    """Read what came; a letter that cannot be read is shown as one that cannot."""
    match coding & 0x0F:
        case 8:
            return octets.decode("utf-16-be", "replace")
        case 3:
            return octets.decode("latin-1")
        case 1:
            return octets.decode("ascii", "replace")
        case _:
            return _from_gsm(octets)


def _from_gsm(octets: bytes) -> str:
    letters = []
    escaped = False
    for octet in octets:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        table = FROM_EXTENDED if escaped else FROM_BASIC
        letters.append(table.get(octet, "\N{REPLACEMENT CHARACTER}"))
        escaped = False
    return "".join(letters)
