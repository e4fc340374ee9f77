"""What a phone shows of the bytes that a gateway was given, and what they cost in segments."""

from __future__ import annotations

import codecs

import smsutil

from tools.sandbox.messages import Coding

_GSM_7 = frozenset(smsutil.codecs.GSM_CHARSET)

# What the gateway assumes when the request names no charset.
_DEFAULT_CHARSETS = {Coding.GSM_7: "utf-8", Coding.BYTES_8: "latin-1", Coding.UCS_2: "utf-16-be"}


class UnreadableText(ValueError):
    """The text's bytes are not in the charset that the request names."""


def shown(raw: bytes, *, coding: Coding, charset: str | None) -> str:
    """
    Tell what the phone shows, which is not always what was meant.

    As with the real gateway, letters that GSM 03.38 lacks arrive as `?` when the request forgot
    to ask for UCS-2, and as unrelated signs when it forgot the charset. UnreadableText when the
    charset is unknown or does not fit.
    """
    text = _decoded(raw, coding, charset)
    if coding is Coding.GSM_7:
        return "".join(_in_gsm_7(letter) for letter in text)
    return text


def _decoded(raw: bytes, coding: Coding, charset: str | None) -> str:
    if charset is None:
        return raw.decode(_DEFAULT_CHARSETS[coding], "replace")
    # Python calls UTF-16BE what others write as UCS-2.
    name = "utf-16-be" if charset.upper() in ("UCS-2", "UCS2", "UTF-16") else charset
    try:
        codecs.lookup(name)
        return raw.decode(name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise UnreadableText(charset) from error


def _in_gsm_7(letter: str) -> str:
    if letter in _GSM_7:
        return letter
    return "Ç" if letter == "ç" else "?"


def segments(text: str, coding: Coding) -> int:
    """Count the parts that are paid for; an empty message is one."""
    if not text:
        return 1
    if coding is Coding.UCS_2:
        split = smsutil.unicode_split(text)
    elif coding is Coding.GSM_7:
        split = smsutil.gsm_split(text)
    else:
        return max(1, -(-len(text) // (140 if len(text) <= 140 else 134)))
    return len(split.parts)


def price_tag(text: str, coding: Coding) -> str:
    """Say how an SMS travels and what it costs: `GSM-7 · 1 segment`."""
    count = segments(text, coding)
    return f"{coding} · {count} segment{'' if count == 1 else 's'}"
