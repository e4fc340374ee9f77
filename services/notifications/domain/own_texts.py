"""What may stand in a text that somebody writes instead of the usual one, and what must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Template
from typing import Final
from unicodedata import category, normalize

from services.notifications.errors import (
    FieldNeeded,
    LinkNeeded,
    LoneDollar,
    SubjectUnsafe,
    TextMissing,
    TextTooLong,
    UnknownField,
)
from shared.contracts.members import Channel
from shared.contracts.notifications import TextKind, Words

OF_ALL: Final = ("names", "title", "when", "venue", "online", "association")
OF_KIND: Final[dict[TextKind, tuple[str, ...]]] = {
    "invitation": ("until",),
    "convocation": ("until", "body", "agenda"),
    "second_convocation": ("until", "body", "agenda"),
    "place_offered": ("until",),
    "chase": ("until",),
    "change": ("changed",),
    "announcement": ("heading", "said"),
}
LONG: Final = ("description", "agenda")
"""What has several lines: not in an SMS, nor in a subject."""
NOT_IN_SUBJECTS: Final = ("names", "link", "said", *LONG)
"""A subject is composed once for all, and is one short line."""

MOST: Final = {"sms": 1_000, "body": 6_000, "subject": 200, "button": 60}
"""The most letters of each part."""

NEEDED: Final[dict[TextKind, tuple[str, ...]]] = {"announcement": ("said",)}
"""Without these a text would say nothing of what it is for."""

ENCODED_WORD: Final = "=?"
"""How a header begins what is to be read as something else (RFC 2047)."""
BROKEN: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def fields_of(kind: TextKind, channel: Channel) -> list[str]:
    """Give the fields that a text may have, in the order in which they are explained."""
    known = [*OF_ALL, *OF_KIND.get(kind, ())]
    if channel == "sms":
        return [*(name for name in known if name not in LONG), "link"]
    return [*known, "description", "link"]


def fields_of_subject(kind: TextKind) -> list[str]:
    return [name for name in fields_of(kind, "email") if name not in NOT_IN_SUBJECTS]


def needed(kind: TextKind, channel: Channel) -> list[str]:
    """Give the fields that a text must have."""
    return [*NEEDED.get(kind, ()), *(["link"] if channel == "sms" else [])]


def tidy(words: Words, channel: Channel) -> Words:
    """Give what can be seen of a text; a subject of several lines stays, to be refused."""
    body = "\n".join(_line(line) for line in _newlines(words.body).split("\n")).strip()
    if channel == "sms":
        return Words(body=body)
    return Words(
        body=re.sub(r"\n{3,}", "\n\n", body),
        subject=words.subject if BROKEN.search(words.subject) else _line(words.subject),
        button=_line(words.button),
    )


def check(words: Words, kind: TextKind, channel: Channel) -> None:
    """
    Refuse what could not be sent, or would not say what it must.

    TextMissing, TextTooLong, SubjectUnsafe, LoneDollar, UnknownField, FieldNeeded, LinkNeeded,
    each with the part of the text as its `field`.
    """
    if channel == "sms":
        _check_part("body", words.body, MOST["sms"], fields_of(kind, channel))
        _check_link(words.body)
    else:
        if BROKEN.search(words.subject) or ENCODED_WORD in words.subject:
            raise SubjectUnsafe(field="subject")
        _check_part("subject", words.subject, MOST["subject"], fields_of_subject(kind))
        _check_part("body", words.body, MOST["body"], fields_of(kind, channel))
        _check_part("button", words.button, MOST["button"], [])
    present = {name for name, _, _ in _fields("body", words.body)}
    for name in needed(kind, channel):
        if name not in present:
            raise FieldNeeded(field="body", needed=name)


def _check_part(part: str, text: str, most: int, known: list[str]) -> None:
    if not text.strip():
        raise TextMissing(field=part)
    if len(text) > most:
        raise TextTooLong(field=part, most=most)
    for name, _, _ in _fields(part, text):
        if name not in known:
            raise UnknownField(field=part, unknown=name[:40], known=" ".join(known))


def _check_link(body: str) -> None:
    """See that an SMS has a link which phones recognise: nothing is written onto it."""
    links = [(begins, ends) for name, begins, ends in _fields("body", body) if name == "link"]
    for begins, ends in links:
        before, after = body[:begins][-1:], body[ends:][:1]
        if (before and not before.isspace()) or (after and not after.isspace()):
            raise LinkNeeded(field="body")
    if not links:
        raise LinkNeeded(field="body")


def _fields(part: str, text: str) -> Iterator[tuple[str, int, int]]:
    """Give each field of a text and where it stands; LoneDollar for what is none."""
    for found in Template.pattern.finditer(text):
        if found["invalid"] is not None:
            raise LoneDollar(field=part)
        if name := found["named"] or found["braced"]:
            yield name, found.start(), found.end()


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str) -> str:
    """Keep what can be seen, and the spaces as they are typed."""
    return "".join(map(_seen, normalize("NFC", text))).strip()


def _seen(character: str) -> str:
    if character.isprintable() or character in "\u200c\u200d\u00a0\u202f\u2009":
        return character
    return "" if category(character) == "Cf" else " "
