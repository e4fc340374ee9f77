"""What is other in one text than in another, and how texts with fields are written on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from services.web.languages import direction
from shared.contracts.notifications import Words

TO_THE_RIGHT = "\u200e"
Done = Literal["same", "out", "in"]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a text that stays, goes, or comes."""

    done: Done
    text: str


def apart(text: str, language: str) -> str:
    """
    Keep the `$` of a field before its name where a text goes to the left.

    It is a sign without a direction: after Arabic letters it would stand behind the name.
    """
    if direction(language) != "rtl":
        return text
    return re.sub(r"(?=\$\w|\$\{)", TO_THE_RIGHT, text)


def differences(before: Words, after: Words) -> list[tuple[str, list[Piece]]]:
    """Say what becomes of each part of a text that is other than it was."""
    names = ("subject", "body", "button")
    pairs = [(name, getattr(before, name).strip(), getattr(after, name).strip()) for name in names]
    return [(name, _pieces(was, now)) for name, was, now in pairs if was != now]


def _pieces(was: str, now: str) -> list[Piece]:
    before, after = (re.findall(r"\s+|\S+", text) for text in (was, now))
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(done="same", text="".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece(done="out", text="".join(before[a:b])))
        if d > c:
            pieces.append(Piece(done="in", text="".join(after[c:d])))
    return pieces
