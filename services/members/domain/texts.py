"""Making what people typed clean, and comparable whatever the script and the accents."""

from __future__ import annotations

import re
import unicodedata

LONGEST_LINE = 200
"""The most characters of anything that is a name or a title."""

# What orders or joins letters without being one. Zero-width (non-)joiners stay: scripts need them.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"\s*(?:=|@[A-Za-z]+\(|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!))")
_SPACE = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w]+|_")

# Spellings of one Arabic letter that people use for each other; tatweel only stretches a word.
_ARABIC_SPELLINGS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None,
    "گ": "ك", "ڭ": "ك", "ک": "ك", "ی": "ي",
})  # fmt: skip


class _Plain(dict[int, int | str | None]):
    """What each character becomes, marks nothing; learned for those that are met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = plain = None if unicodedata.category(chr(code)).startswith("M") else code
        return plain


_PLAIN = _Plain(_ARABIC_SPELLINGS)


def clean(text: str) -> str:
    """Give one line without hidden or control characters, spaces made single, in NFC."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _SPACE.sub(" ", visible).strip())


def hides_something(text: str) -> bool:
    """Tell whether a text has characters that are not seen, and that `clean` takes away."""
    return bool(_INVISIBLE.search(text) or _CONTROL.search(text))


def is_formula(text: str) -> bool:
    """Tell whether a cell holds a formula, or the error that one gave, instead of a value."""
    return bool(_FORMULA.match(text))


def fold(text: str) -> str:
    """
    Make a text comparable: lower case, without accents, marks, punctuation and double spaces.

    Two spellings of one name come out the same more often than not; two names seldom do.
    """
    # Taking a letter apart can give a capital, and making it small something to take apart.
    small = unicodedata.normalize("NFKD", clean(text)).casefold()
    spread = unicodedata.normalize("NFKD", small)
    return " ".join(_NO_WORD.sub(" ", spread.translate(_PLAIN)).split())


def western_digits(text: str) -> str:
    """Write every decimal digit of any script as 0–9."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
