"""What somebody means who writes back: a word in French, Arabic or English, or no word of ours."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Word = Literal["stop", "start", "help", "yes", "no", "cancel"]

HARD: dict[str, Word] = dict.fromkeys(
    (
        *("stop", "stopall", "arret", "desabonner", "desinscrire", "unsubscribe", "optout"),
        *("الغاء", "توقف", "قف", "ايقاف"),
        *("sbdd", "ⵙⴱⴷⴷ"),
    ),
    "stop",
)
"""Words that count wherever a short message begins with them: who says no is heard at once."""

SOFT: dict[str, Word] = {
    **dict.fromkeys(("end", "quit"), "stop"),
    **dict.fromkeys(("start", "unstop", "اشتراك"), "start"),
    **dict.fromkeys(("aide", "help", "مساعدة"), "help"),
    **dict.fromkeys(("oui", "yes", "نعم", "1", "١", "yah", "ⵢⴰⵀ"), "yes"),
    **dict.fromkeys(("non", "no", "لا", "uhu", "ⵓⵀⵓ"), "no"),
    **dict.fromkeys(("cancel", "annuler"), "cancel"),
}
"""Words that count alone, or with a polite word: in a sentence they mean other things."""

POLITE = frozenset(
    ("merci", "svp", "please", "thanks", "thank", "you", "sms", "شكرا", "من", "فضلك")
)
LONGEST_HARD = 4

ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "\u0640": None})


def plain(text: str) -> list[str]:
    """Give the words of a text without what people write differently: case, accents, hamza."""
    letters = unicodedata.normalize("NFKC", text).translate(ARABIC_FORMS).casefold()
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", letters)
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )
    return re.findall(r"\w+", unicodedata.normalize("NFC", bare))


def word_in(text: str) -> Word | None:
    """Read a message as one of our words; None when somebody wrote something else."""
    said = plain(text)
    if not said:
        return None
    if said[0] in HARD and len(said) <= LONGEST_HARD:
        return HARD[said[0]]
    if set(said[1:]) <= POLITE:
        return SOFT.get(said[0])
    return None


def storable(text: str) -> str:
    """Give a text as a database keeps one: without noughts, and half letters as question marks."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def full_number(address: str) -> str:
    """Write the number of a message's sender as numbers are written here: +212…"""
    digits = re.sub(r"[^\d+]", "", address)
    if digits.startswith("+"):
        return digits
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if re.fullmatch(r"0\d{9}", digits):
        return f"+212{digits[1:]}"
    return f"+{digits}" if len(digits) > 8 else digits
