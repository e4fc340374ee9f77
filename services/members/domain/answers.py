"""Small cells of a sheet: yes and no, years and dates, languages, wishes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Literal, cast

from services.members.domain.texts import LONGEST_LINE, clean, fold, western_digits
from shared.contracts.members import Language, Wish

Unclear = Literal["unclear"]
UNCLEAR: Unclear = "unclear"
"""There is something in the cell, and it cannot be told what it means."""

_YES = frozenset(map(fold, (
    "oui", "o", "yes", "y", "ok", "vrai", "true", "1", "x", "accord", "accepte", "d'accord",
    "نعم", "موافق", "موافقة", "أوافق", "اه", "ⵢⴰⵀ", "yah", "iyyih",
))) | {"✓", "✔", "☑"}  # fmt: skip
_NO = frozenset(map(fold, (
    "non", "n", "no", "faux", "false", "0", "refus", "refuse", "لا", "غير موافق", "أرفض", "رفض",
    "ⵓⵀⵓ", "uhu",
))) | {"✗", "✘", "☐"}  # fmt: skip

_LANGUAGES: dict[str, Language] = {
    fold(name): cast("Language", code)
    for code, names in {
        "ar": ("ar", "arabe", "arabic", "العربية", "عربية", "عربي", "darija", "الدارجة"),
        "fr": ("fr", "francais", "français", "french", "الفرنسية", "فرنسية"),
        "zgh": ("zgh", "tamazight", "amazigh", "berbère", "tmz", "الأمازيغية", "أمازيغية",
                "ⵜⴰⵎⴰⵣⵉⵖⵜ", "tifinagh", "ber"),
        "en": ("en", "anglais", "english", "الإنجليزية", "انجليزية"),
    }.items()
    for name in names
}  # fmt: skip

_WISHES: dict[str, Wish] = {
    fold(name): cast("Wish", wish)
    for wish, names in {
        "sms": ("sms", "téléphone", "phone", "رسالة قصيرة", "الهاتف", "رسائل نصية"),
        "email": ("email", "e-mail", "mail", "courriel", "البريد", "البريد الإلكتروني", "إيميل"),
        "both": ("both", "les deux", "sms et e-mail", "sms+email", "كلاهما", "الاثنان"),
        "any": ("any", "indifférent", "peu importe", "n'importe", "لا يهم", "أي"),
    }.items()
    for name in names
}

_GENDERS: dict[str, str] = {
    fold(name): code
    for code, names in {
        "woman": ("f", "femme", "féminin", "fille", "mme", "madame", "mlle", "woman", "female",
                  "girl", "أنثى", "امرأة", "إناث", "مؤنث", "ⵜⴰⵎⵟⵟⵓⵜ"),
        "man": ("m", "h", "homme", "masculin", "garçon", "mr", "monsieur", "man", "male", "boy",
                "ذكر", "رجل", "ذكور", "مذكر", "ⴰⵔⴳⴰⵣ"),
    }.items()
    for name in names
}  # fmt: skip

_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s]((?:19|20)\d\d)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ].*)?")


def _words(cell: object) -> str | None:
    text = "" if cell is None else str(cell).strip()
    return _folded(text) if text else None


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Fold an answer; a sheet has few different ones, many times."""
    return text if text in "✓✔☑✗✘☐" else fold(text.removesuffix(".0"))


def read_yes_or_no(cell: object) -> bool | Unclear | None:
    """Read an answer; None where nothing was said. What is not plainly yes or no is unclear."""
    words = _words(cell)
    if words is None:
        return None
    if words in _YES:
        return True
    return False if words in _NO else UNCLEAR


def read_language(cell: object) -> Language | Unclear | None:
    words = _words(cell)
    return None if words is None else _LANGUAGES.get(words, UNCLEAR)


def read_wish(cell: object) -> Wish | Unclear | None:
    words = _words(cell)
    return None if words is None else _WISHES.get(words, UNCLEAR)


def read_gender(cell: object) -> tuple[str | None, str]:
    """Read a gender; what is neither of the two is kept in the person's own words."""
    words = _words(cell)
    if not words:
        return None, ""
    known = _GENDERS.get(words)
    return (known, "") if known else ("other", clean(str(cell))[:LONGEST_LINE])


def read_year(cell: object) -> int | Unclear | None:
    """Read a year, out of a whole date too."""
    text = _plain(cell)
    if not text:
        return None
    if _YEAR.fullmatch(text):
        return int(text)
    day = read_date(text)
    return day.year if isinstance(day, date) else day


def read_date(cell: object) -> date | Unclear | None:
    """Read a date; the day stands before the month, as everywhere people here write it."""
    text = _plain(cell)
    if not text:
        return None
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _YEAR_FIRST.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    return UNCLEAR


def _plain(cell: object) -> str:
    text = "" if cell is None else western_digits(str(cell)).strip().strip("'’")
    return text.removesuffix(".0")
