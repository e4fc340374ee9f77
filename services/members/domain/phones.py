"""
The phone clinic: what people write in a phone cell, made into numbers that can be called.

What can be repaired without guessing is repaired and said; the rest is refused with a reason.
The library knows the numbering plans, but accepts letters (`O612…` is read as `0612…`) and calls
landlines valid: so only digits are shown to it, and the type of the number decides.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from services.members.domain.texts import clean, hides_something, is_formula, western_digits

HOME = "MA"
Cell = str | int | float | None

MOBILE_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
LANDLINE_TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP)

NO_COUNTRY = "001"
"""The library's word for satellite and other numbers of no country: they cost a fortune."""
UNPARSED = {
    phonenumbers.NumberParseException.TOO_SHORT_NSN: "too-short",
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: "too-short",
    phonenumbers.NumberParseException.TOO_LONG: "too-long",
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: "unknown-number",
}

NOTHING = frozenset({
    "", "-", "--", "—", ".", "/", "x", "0", "neant", "néant", "aucun", "sans", "n/a", "na",
    "none", "null", "nil", "لا يوجد", "لا شيء", "بدون", "لايوجد",
})  # fmt: skip
"""What stands in a cell when there is nothing to say."""

_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_DECIMAL = re.compile(r"(\d{6,})[.,]0{1,2}")
_LETTER_AT_DIGIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|(?:^|\s)[OoQIlSBо](?=[\s\d])")
_WORD = re.compile(r"[^\W\d_][^\W\d_.'’]*\.?")
_GAP = "\x1f"
"""Where a word stood."""
_APART = re.compile(rf"[;|{_GAP}]")
"""What never stands within a number, but behind its country."""
_WITHIN = re.compile(r"[,/\\:(]|\s[-–—]\s")
"""What may stand between the even parts of a number, or between a number and something else."""
_BETWEEN = re.compile(rf"{_APART.pattern}|[,/\\:]|\s[-–—]\s|\s{{3,}}")
_ONE_NUMBER = re.compile(
    r"(?:(?:\+|00)\s*212|(?<!\d)212)[\s.()\-]*0?[\s.()\-]*[5-7](?:[\s.\-]?\d){8}"
    r"|(?<!\d)0[5-7](?:[\s.\-]?\d){8}"
)
FEWEST_DIGITS = 6
"""Fewer digits than these between two separators are no number but a remark."""
FEWEST_OF_TWO = 4
"""Of two parts of a number the second has so many digits; fewer may be a guess of its end."""
LONGEST_AREA = 4
"""So many digits may stand before the even parts of a number."""
_LOST_TAIL = 6
"""So many zeros at the end of a number typed as one mean that its last digits were rounded off."""


@dataclass(frozen=True, kw_only=True)
class Phone:
    """
    What a phone cell holds, in E.164; `refused` is why it holds nothing that can be used.

    `alternates` are the further numbers of a cell with several.
    """

    mobile: str | None = None
    landline: str | None = None
    alternates: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.mobile or self.landline or self.refused)

    def mended(self, *repairs: str) -> Phone:
        """Note what was done before this was read; a refusal needs no list of repairs."""
        known = dict.fromkeys((*repairs, *self.repairs))
        return self if self.refused else replace(self, repairs=tuple(known))


def read_phone(cell: Cell) -> Phone:
    """Read a cell of a sheet; a number without a country is Moroccan."""
    if isinstance(cell, str):
        return _read_text(cell)
    if cell is None or isinstance(cell, bool):
        return Phone()
    return _read_number(cell)


def _read_number(value: float) -> Phone:
    """A cell that the sheet holds as a number has lost its zero or plus, perhaps its end."""
    if not math.isfinite(value) or value != int(value) or value < 0:
        return Phone(refused="not-a-phone")
    digits = str(int(value))
    if digits == "0":
        return Phone()
    if digits.endswith("0" * _LOST_TAIL):
        return Phone(refused="digits-lost")
    return _read_one(digits)


def _read_text(cell: str) -> Phone:
    if is_formula(cell):
        return Phone(refused="formula")
    # Excel's sign for "this is text" is no part of the number.
    text = clean(cell.replace("\n", ";").replace("\r", ";")).lstrip("'’`").strip(" ;")
    repairs = ["hidden-characters"] if hides_something(cell.replace("\r", "")) else []
    western = western_digits(text)
    if western != text:
        repairs.append("other-digits")
    if western.casefold() in NOTHING:
        return Phone()
    return _read_western(western).mended(*repairs)


def _read_western(text: str) -> Phone:
    if match := _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return _read_scientific(match)
    if match := _DECIMAL.fullmatch(text):
        return _read_one(match[1]).mended("decimal-number")
    if _LETTER_AT_DIGIT.search(text):
        return Phone(refused="letters-in-number")
    words = _WORD.findall(text)
    numbers = _WORD.sub(_GAP, text)
    if not any(c.isdigit() for c in numbers):
        return Phone(refused="not-a-phone")
    read = _read_numbers(numbers.strip(f" ;{_GAP}"))
    return read.mended("words-removed") if words else read


def _read_scientific(match: re.Match[str]) -> Phone:
    """`2.12612345682E+11` has all its digits, `2.12E+11` has lost them for good."""
    head, tail, exponent = match[1], match[2] or "", int(match[3])
    if len(tail.rstrip("0")) != exponent and len(tail) != exponent:
        return Phone(refused="digits-lost")
    return _read_one(head + tail.ljust(exponent, "0")).mended("scientific-number")


def _read_numbers(text: str) -> Phone:
    whole = _read_one(text) if _may_be_one(text) else Phone(refused="several-parts")
    if not whole.refused:
        return whole
    pieces = [piece for piece in _BETWEEN.split(text) if len(_digits(piece)) >= FEWEST_DIGITS]
    if pieces == [text]:
        pieces = _side_by_side(text)
    found = [phone for piece in pieces if not (phone := _read_one(piece)).refused]
    if not found:
        return whole
    return found[0].mended("words-removed") if len(pieces) == 1 else _choose(found)


def _may_be_one(text: str) -> bool:
    """
    Tell a number in even parts from a number with something else behind it.

    `06/12/34/56/78` is one; `061234567 / 8` is one too short with a guess of its end, and joined
    they would be a number that stands in no cell.
    """
    if not (_APART.search(text) or _WITHIN.search(text)):
        return True
    apart = [
        [digits for side in _WITHIN.split(piece) if (digits := _digits(side))]
        for piece in _APART.split(text)
    ]
    apart = [sides for sides in apart if sides]
    if apart and _is_country(apart[0][0], text):
        del apart[0][0]
        apart = [sides for sides in apart if sides]
    if len(apart) > 1:
        return False
    first, *rest = apart[0] if apart else [""]
    if len(rest) == 1:
        return len(rest[0]) >= FEWEST_OF_TWO
    return not rest or (len(first) <= LONGEST_AREA and len(set(map(len, rest))) == 1 < len(rest[0]))


def _is_country(side: str, text: str) -> bool:
    if side in ("212", "00212"):
        return True
    return text.lstrip(" (").startswith(("+", "00")) and len(side.removeprefix("00")) <= len("212")


def _side_by_side(text: str) -> list[str]:
    """Part numbers that only a space parts; they are numbers if no digit is left over."""
    pieces = _ONE_NUMBER.findall(text)
    return pieces if _digits("".join(pieces)) == _digits(text) else []


def _choose(found: list[Phone]) -> Phone:
    """Keep the first mobile and the first landline of several; the others stand beside them."""
    mobile = next((phone.mobile for phone in found if phone.mobile), None)
    landline = next((phone.landline for phone in found if phone.landline), None)
    numbers = dict.fromkeys(phone.mobile or phone.landline or "" for phone in found)
    others = tuple(number for number in numbers if number not in ("", mobile, landline))
    return Phone(mobile=mobile, landline=landline, alternates=others, repairs=("several-numbers",))


def _read_one(text: str) -> Phone:
    is_international = text.lstrip(" (").startswith("+")
    number, repairs = _as_in_morocco(_digits(text), is_international=is_international)
    return _judge(number).mended(*repairs)


def _as_in_morocco(digits: str, *, is_international: bool) -> tuple[str, list[str]]:
    """Write digits as the plan wants them, with a plus before a country; gives the repairs too."""
    repairs: list[str] = []
    if not is_international and digits.startswith("00"):
        digits, is_international = digits[2:], True
        repairs.append("double-zero")
    if not is_international and re.fullmatch(r"2120?[5-8]\d{8}", digits):
        is_international = True
        repairs.append("plus-missing")
    if is_international and re.fullmatch(r"2120[5-8]\d{8}", digits):
        digits = "212" + digits[4:]
        repairs.append("zero-after-country")
    if not is_international and re.fullmatch(r"[5-8]\d{8}", digits):
        digits = "0" + digits
        repairs.append("zero-missing")
    return ("+" if is_international else "") + digits, repairs


def _judge(number: str) -> Phone:
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException as error:
        return Phone(refused=UNPARSED.get(error.error_type, "not-a-phone"))
    if refused := _impossible(parsed) or _left_out(number, parsed):
        return Phone(refused=refused)
    if phonenumbers.region_code_for_number(parsed) == NO_COUNTRY:
        return Phone(refused="special-number")
    kind = phonenumbers.number_type(parsed)
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if kind in MOBILE_TYPES:
        return Phone(mobile=written)
    if kind in LANDLINE_TYPES:
        return Phone(landline=written)
    return Phone(refused="unknown-number" if kind == PhoneNumberType.UNKNOWN else "special-number")


def _impossible(parsed: phonenumbers.PhoneNumber) -> str | None:
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return {
        ValidationResult.TOO_SHORT: "too-short",
        ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too-short",
        ValidationResult.TOO_LONG: "too-long",
        ValidationResult.INVALID_LENGTH: "too-short",
        ValidationResult.INVALID_COUNTRY_CODE: "unknown-number",
    }.get(reason)


def _left_out(number: str, parsed: phonenumbers.PhoneNumber) -> str | None:
    """Refuse a zero too many, which the library leaves out: 212 00 6… is not 212 0 6…."""
    national = phonenumbers.national_significant_number(parsed)
    before = _digits(number).removesuffix(national).removeprefix(str(parsed.country_code))
    return "too-long" if before.startswith("00") else None


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
