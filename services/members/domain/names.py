"""The names of people, as they stand in a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from services.members.domain.texts import LONGEST_LINE, clean, fold, hides_something

_ARTICLE = re.compile(r"^(?:ال(?=\w)|(?:el|al|aït|ait|ⴰⵢⵜ)[ \-](?=\w))", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PersonName:
    """A name as read; `refused` is why it cannot be taken, `repairs` what was mended."""

    first: str = ""
    last: str = ""
    repairs: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def whole(self) -> str:
        return f"{self.first} {self.last}".strip()

    @cached_property
    def key(self) -> str:
        return name_key(self.first, self.last)


def name_key(first: str, last: str) -> str:
    """Fold a name so that the order of its parts does not matter: sheets differ in it."""
    return " ".join(sorted(fold(f"{first} {last}").split()))


def initial(last: str) -> str:
    """
    Give the first letter of a family name, past the article: with it, half a hall begins alike.

    العلوي is ع, El Alaoui is A, and Aït Benhaddou B.
    """
    word = _ARTICLE.sub("", last.strip()) or last.strip()
    return next((letter.upper() for letter in word if letter.isalpha()), "")


def read_name(first: str, last: str, full: str = "") -> PersonName:
    """Read a name out of its cells; a full name stands in when there is no first name."""
    raw = f"{first} {last} {full}"
    repairs = ("hidden-characters",) if hides_something(raw) else ()
    given, family = clean(first), clean(last)
    if not given:
        given, family = _split(clean(full), family)
    refused = _refusal(raw, given, family)
    return PersonName(first=given, last=family, repairs=repairs, refused=refused)


def _split(full: str, family: str) -> tuple[str, str]:
    """Take the first word as the first name; without a full name the family name has to do."""
    first, _, rest = (full or family).partition(" ")
    return first, rest.strip() or (family if full else "")


def _refusal(raw: str, first: str, last: str) -> str | None:
    if not first:
        return "name-missing"
    if max(len(first), len(last)) > LONGEST_LINE:
        return "name-too-long"
    # The mark of an encoding gone wrong: a letter is lost for good.
    if "�" in raw:
        return "name-damaged"
    # Some mail libraries turn this into a header of its own (RFC 2047).
    if "=?" in raw:
        return "name-encoded"
    if not any(letter.isalpha() for letter in first + last):
        return "name-without-letters"
    return None
