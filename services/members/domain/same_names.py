"""
Whether two names may be one person's, whatever the script that each is written in.

A word is its consonants, with the vowels that stand between them. Arabic leaves out vowels that
Latin letters tell: so the consonants find who is alike, and the vowels tell Hassan from Hossein.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from services.members.domain.texts import clean

Likeness = Literal["same", "near"]

# What a word of each script is read as: small letters are consonants, capitals are vowels (W and
# Y are long ones of Arabic, O stands for ayin). One letter stands for all that are written for
# each other: k is ق, ك and the hard g, d is د, ض, ذ and ظ.
_ARABIC = {
    **dict.fromkeys("بپ", "b"), **dict.fromkeys("تطث", "t"), **dict.fromkeys("دذضظ", "d"),
    **dict.fromkeys("سص", "s"), **dict.fromkeys("قكگڭکڤ", "k"), **dict.fromkeys("فڢ", "f"),
    "ج": "j", "ح": "h", "ه": "h", "خ": "x", "ر": "r", "ز": "z", "ش": "c", "غ": "q", "ل": "l",
    "م": "m", "ن": "n", "ا": "A", "ٱ": "", "ى": "A", "و": "W", "ي": "Y", "ی": "Y", "ع": "O",
    "ة": "h",
}  # fmt: skip
_TIFINAGH = {
    **dict.fromkeys("ⴱⴲ", "b"), **dict.fromkeys("ⵜⵝⵟ", "t"), **dict.fromkeys("ⴷⴸⴹⴺ", "d"),
    **dict.fromkeys("ⵙⵚ", "s"), **dict.fromkeys("ⴽⴳⵇⴿⴶ", "k"), **dict.fromkeys("ⵀⵃ", "h"),
    **dict.fromkeys("ⵔⵕ", "r"), **dict.fromkeys("ⵣⵥ", "z"), **dict.fromkeys("ⵊⵋⴵ", "j"),
    "ⴼ": "f", "ⵅ": "x", "ⵛ": "c", "ⵖ": "q", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n",
    "ⴰ": "A", "ⴻ": "E", "ⵉ": "I", "ⵢ": "I", "ⵓ": "U", "ⵡ": "U", "ⵄ": "O",
}  # fmt: skip
_LATIN = {
    **{c: c for c in "bdfhjklmnrstxz"},
    "p": "b", "v": "f", "q": "k", "c": "k", "g": "k", "a": "A", "e": "E", "i": "I", "y": "I",
    "o": "U", "u": "U", "w": "U",
}  # fmt: skip
# Two letters that are one sound, the longer first; figures stand for letters in what is typed on
# telephones.
_LATIN_SOUNDS = (
    (re.compile(r"kh|5"), "\N{LATIN SMALL LETTER OPEN E}"),
    (re.compile(r"gh|^rh"), "\N{LATIN SMALL LETTER GAMMA}"),
    (re.compile(r"t?ch|sch|sh"), "\N{LATIN SMALL LETTER ESH}"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"(?<=[td])h"), ""),
    (re.compile(r"7"), "h"),
    (re.compile(r"[23]"), ""),
    (re.compile(r"9"), "q"),
    (re.compile(r"ç|c(?=[eiy])"), "s"),
    (re.compile(r"[gq]u(?=[ei])"), "k"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"(?<=[^aeiouyw])e$"), ""),
)
_SPECIAL = {
    "\N{LATIN SMALL LETTER OPEN E}": "x",
    "\N{LATIN SMALL LETTER GAMMA}": "q",
    "\N{LATIN SMALL LETTER ESH}": "c",
}

_SHORT_FORMS = {
    "med": "mohamed", "mohd": "mohamed", "mhd": "mohamed", "md": "mohamed", "my": "moulay",
    "fz": "fatimazahra", "taha": "ta", "على": "علي", "ابراهيم": "ٱبراهيم",
    "ادريس": "ٱدريس",
}  # fmt: skip
_TITLES = frozenset({
    *("haj", "hajj", "hadj", "haja", "hajja", "hadja", "mr", "mme", "mlle", "dr", "si", "sidi"),
    *("الحاج", "الحاجة", "حاج", "السيد", "السيدة", "سي", "سيدي"),
})  # fmt: skip
_ARTICLES = frozenset({"el", "al", "l", "es", "ed", "ez", "er", "en", "et", "ech", "as", "ad", "ar",
                       "ال"})  # fmt: skip
_JOINED_ON = frozenset({
    *("ben", "bin", "ibn", "bent", "bnt", "bou", "abou", "abu", "ait", "ould", "oulad", "oum"),
    *("abd", "abdel", "abdul", "abdou", "بن", "ابن", "بنت", "بو", "ابو", "ايت", "ولد", "اولاد"),
    *("ام", "عبد", "ⴱⵏ", "ⴰⵢⵜ", "ⴱⵓ"),
})  # fmt: skip
_ENDS = frozenset({"eddine", "addine", "dine", "edine", "eddin", "din", "الدين", "ⴷⴷⵉⵏ"})
_NOT_AN_ARTICLE = frozenset({"الياس", "الهام", "الفت", "الله"})
_ABD = re.compile(r"^(?:abd[aeiou]*|عبدا?|ⵄⴰ?ⴱⴷⴰ?)(?=.)")
_ATTACHED = (
    re.compile(r"ال(?=..)"),
    re.compile(r"ل(?=ح..)"),
    re.compile(r"el(?=[bcdfghjkmnpqrstvwxz].{3}|.{5})"),
    re.compile(r"la?(?=h[aeioucs]..)"),
    re.compile(r"l(?=[bcdfgjkmnpqrstvwxz])"),
    re.compile(r"ⵍ(?=[^ⴰⴻⵉⵓⵢⵡ])"),
    re.compile(r"[ae](?=([sdzrnt])\1)"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """
    One word of a name: `consonants`, and the vowels before, between and after them.

    `arabic` is whether short vowels are left out; `is_hers` whether it ends like Karima.
    """

    consonants: str
    vowels: tuple[str, ...]
    arabic: bool
    is_hers: bool

    @property
    def key(self) -> str:
        return self.consonants + ("a" if self.is_hers else "")


def name_skeleton(first: str, last: str) -> str:
    """Give what is the same for a name in every script and order of its words."""
    return " ".join(sorted({word.key for word in words_of(first, last)} - {""}))


def likeness(one: tuple[str, str], other: tuple[str, str]) -> Likeness | None:
    """
    Compare two names, first and last each: the same, near, or not one person's.

    Near is one with a word more, or with one consonant that differs in a long word.
    """
    fewer, more = sorted((words_of(*one), words_of(*other)), key=len)
    left, unmatched = list(more), []
    for word in fewer:
        match = next((candidate for candidate in left if _alike(word, candidate)), None)
        if match is None:
            unmatched.append(word)
        else:
            left.remove(match)
    if not fewer or len(unmatched) > 1:
        return None
    if not unmatched and not left:
        return "same"
    if len(fewer) < 2:
        return None
    if unmatched:
        slips = len(left) == 1 and _one_slip(unmatched[0].key, left[0].key)
        return "near" if slips else None
    return "near"


def words_of(first: str, last: str) -> list[Word]:
    """Take a name apart: articles and titles left out, and joined what is written in two."""
    words: list[str] = []
    pending = ""
    for raw in _plain(f"{first} {last}").split():
        word = _SHORT_FORMS.get(raw, raw)
        if word in _TITLES | _ARTICLES:
            continue
        if word in _JOINED_ON:
            pending += word
        else:
            _add(words, pending, word)
            pending = ""
    found = map(_read, [*words, pending])
    return [word for word in found if word.key]


def _add(words: list[str], pending: str, word: str) -> None:
    """Add a word of a name, or to the one before what is only its second half."""
    if words and word in _ENDS and not pending:
        words[-1] += word.removeprefix("ال")
    elif words and _is_fatima(words[-1]) and _read(word).consonants.startswith("zhr"):
        words[-1] = "fatimazahra"
    else:
        words.append(pending + word)


def _plain(text: str) -> str:
    """Write small letters without accents and marks; what is not a letter parts words."""
    # The alif of Ibrahim and Idriss is left out by many; that of Ahmed is not.
    kept = clean(text).replace("ç", "s").replace("Ç", "s").replace("إ", "ٱ")
    small = unicodedata.normalize("NFKD", kept)
    marked = small.casefold().replace("ء", "").replace("ـ", "").replace("'", "").replace("’", "")
    plain = "".join(c for c in marked if not unicodedata.category(c).startswith("M"))
    return re.sub(r"[^\w]+|_", " ", plain)


def _is_fatima(word: str) -> bool:
    return _read(word).consonants in ("ftm", "ftn")


@lru_cache(maxsize=50_000)
def _read(word: str) -> Word:
    """Read one word, in the script that it is written in."""
    bare = _without_article(word)
    if "\u0600" <= bare[:1] <= "\u06ff":
        return _put_together("".join(_ARABIC.get(c, "") for c in bare), arabic=True)
    if "\u2d30" <= bare[:1] <= "\u2d7f":
        return _put_together("".join(_TIFINAGH.get(c, "") for c in bare), arabic=False)
    for sound, letter in _LATIN_SOUNDS:
        bare = sound.sub(letter, bare)
    letters = "".join(_SPECIAL.get(c) or _LATIN.get(c, "") for c in bare)
    return _put_together(letters, arabic=False)


def _without_article(word: str) -> str:
    if found := _ABD.match(word):
        # Abdellah, Abdelatif and Abdessamad: what is left of the article differs in writing.
        servant = next(abd for abd in ("abd", "عبد", "ⴰⴱⴷ") if abd[-1] in found[0])
        return servant + word[found.end() :].lstrip("الlⵍ")
    if word in _NOT_AN_ARTICLE:
        return word
    for article in _ATTACHED:
        if found := article.match(word):
            return word[found.end() :]
    return word


def _put_together(letters: str, *, arabic: bool) -> Word:
    # A doubled consonant is one; after t, d and s an h is part of the sound or not, as it is read.
    single = re.sub(r"([a-z])\1+", r"\1", letters)
    single = re.sub(r"(?<=[td])h(?=.)", "", single)
    single = re.sub(r"sh", "c", single)
    parts = re.split(r"([a-z])", single)
    consonants, vowels = "".join(parts[1::2]), tuple(parts[0::2])
    ends_in_h = consonants.endswith("h") and not vowels[-1]
    if ends_in_h:
        consonants, vowels = consonants[:-1], vowels[:-1]
    return Word(
        consonants=consonants,
        vowels=vowels,
        arabic=arabic,
        is_hers=ends_in_h or _ends_in_a(vowels[-1] if vowels else "", arabic=arabic),
    )


def _ends_in_a(tail: str, *, arabic: bool) -> bool:
    if arabic:
        return tail.endswith("A")
    return tail.endswith(("A", "AE"))


def _alike(one: Word, other: Word) -> bool:
    if one.key != other.key:
        return False
    between = list(zip(one.vowels[:-1], other.vowels[:-1], strict=False))
    if not between:
        return one.arabic != other.arabic or set(one.vowels) == set(other.vowels)
    if ("i" in _sounds(one.vowels[-1])) != ("i" in _sounds(other.vowels[-1])):
        return False
    last = len(between) - 1
    return all(
        _fit((a, one.arabic), (b, other.arabic), place=place, last=last)
        for place, (a, b) in enumerate(between)
    )


def _fit(one: tuple[str, bool], other: tuple[str, bool], *, place: int, last: int) -> bool:
    """Tell whether the vowels at one place of two words may be the same ones."""
    if one[1] and not other[1]:
        return _fits_arabic(one[0], other[0], place=place, last=last)
    if other[1] and not one[1]:
        return _fits_arabic(other[0], one[0], place=place, last=last)
    a, b = _sounds(one[0]), _sounds(other[0])
    ayin = "O" in one[0] + other[0]
    if place == 0 and not ayin and (a == frozenset("a")) != (b == frozenset("a")):
        return False
    unspelt = not one[1] and not (a and b)
    return unspelt or a - {"a"} == b - {"a"}


def _fits_arabic(arabic: str, spelt: str, *, place: int, last: int) -> bool:
    """Arabic writes long vowels only: each must be spelt, and a spelt one may be a short one."""
    long, heard = _sounds(arabic), _sounds(spelt)
    has_e = "E" in spelt
    if not place and "A" in arabic and not spelt:
        return False
    if "i" in long and "i" not in heard and not has_e:
        return False
    if "u" in long and "u" not in heard:
        return False
    if long == frozenset("a") and heard and "a" not in heard and not has_e and place:
        return False
    if "i" not in long and "i" in heard and (len(heard) > 1 or has_e) and place:
        return False
    return not (place == last and place and heard == frozenset("u") and not long)


def _sounds(vowels: str) -> frozenset[str]:
    names = {"A": "a", "I": "i", "Y": "i", "U": "u", "W": "u"}
    return frozenset(names[v] for v in vowels if v in names)


def _one_slip(one: str, other: str) -> bool:
    """Tell whether two long words differ by one consonant more, fewer, or another."""
    if min(len(one), len(other)) < 4 or one.endswith("a") != other.endswith("a"):
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1 or _swapped(one, other)
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))
    )


def _swapped(one: str, other: str) -> bool:
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(places) == 2 and sorted(one) == sorted(other) and places[1] - places[0] == 1
