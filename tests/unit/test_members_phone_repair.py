"""Repairing phone numbers, on made-up cells: nobody's number becomes somebody else's."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.members.domain.phones import Phone, read_phone
from services.members.domain.texts import clean, western_digits

OTHER_DIGITS = [
    str.maketrans("0123456789", "".join(map(chr, range(n, n + 10)))) for n in (0x660, 0x6F0)
]
PREFIXES = ("", "0", "212", "2120", "00212", "002120", "+212", "+2120", "+212 (0)")
LETTERS = "OoQIlSBОоZEe"
"""Letters that people and scanners take for digits, the Cyrillic О among them."""

nationals = st.from_regex(r"6[1267][0-9]{7}", fullmatch=True)
separators = st.sampled_from(["", " ", ".", "-"])


@st.composite
def written(draw: st.DrawFn) -> str:
    """A number as people write one."""
    national, between = draw(nationals), draw(separators)
    pairs = between.join([national[0], *re.findall("..", national[1:])])
    return draw(st.sampled_from(PREFIXES)) + pairs


def numbers(phone: Phone) -> list[str]:
    found = (phone.mobile, phone.landline, *phone.alternates)
    return [number for number in found if number]


def digits(text: str) -> str:
    return "".join(c for c in western_digits(text) if c in "0123456789")


def as_typed(number: str) -> set[str]:
    """Give every way to type a number's digits without leaving one out or adding one."""
    parsed = phonenumbers.parse(number)
    country = str(parsed.country_code)
    national = number.removeprefix(f"+{country}")
    home = {national, f"0{national}"} if country == "212" else set()
    abroad = {f"{country}{national}", f"{country}0{national}"}
    return home | abroad | {f"00{way}" for way in abroad}


def _without_last(text: str, digits_there: int) -> int:
    """Give the place in a text behind which there are so many digits."""
    return [place for place, c in enumerate(text) if c.isdecimal()][-digits_there]


def stands_in(number: str, text: str) -> bool:
    """Tell whether a number's own digits stand in a text one after the other, no letter between."""
    national = number.removeprefix(f"+{phonenumbers.parse(number).country_code}")
    between = r"[^\w]*"
    return re.search(between.join(national), western_digits(clean(text))) is not None


@given(
    st.text("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹+() .-/;,\nOoIleE°N'", max_size=45)
    | st.text(max_size=30)
)
@example("O612345678")
@example("06 12 34 56 7O")
@example("0612345678 / 0698765432 O")
@example("06 12 34 56 7 ou 8")
@example("0612 ou 345678")
def test_every_number_stands_in_the_cell_digit_by_digit(text: str) -> None:
    phone = read_phone(text)

    assert [number for number in numbers(phone) if not stands_in(number, text)] == []
    assert not (phone.refused and numbers(phone))


@given(written())
def test_a_number_is_read_as_the_one_that_it_is(text: str) -> None:
    phone = read_phone(text)

    assert phone.mobile == f"+212{digits(text)[-9:]}"


BETWEEN = (
    " ou ",
    " أو ",
    "ou",
    " / ",
    "/",
    ";",
    ", ",
    ",",
    "\n",
    " - ",
    " | ",
    " : ",
    " (",
    " (ou ",
)
"""What parts a number from another, or from a second guess of its end."""


@given(
    written(),
    st.integers(1, 3),
    st.lists(st.text("0123456789", min_size=3, max_size=3), min_size=1, max_size=3),
    st.sampled_from(BETWEEN),
)
@example("0612345678", 1, ["900"], " / ")
def test_guesses_of_a_numbers_end_are_never_joined_into_a_third(
    text: str, short: int, guesses: list[str], between: str
) -> None:
    cell = text[: _without_last(text, short)] + "".join(
        between + guess[:short] for guess in guesses
    )

    assert numbers(read_phone(cell)) == []


@given(written(), st.integers(1, 8), st.sampled_from([" ou ", " أو ", " puis ", ";", "\n"]))
def test_digits_on_both_sides_of_a_word_are_not_one_number(
    text: str, after: int, between: str
) -> None:
    place = _without_last(text, after)
    left, right = text[:place], text[place:]

    found = numbers(read_phone(left + between + right))

    # A country may stand apart from its number.
    assert found == [] or digits(left) in ("212", "00212")


@pytest.mark.parametrize(
    "cell",
    [
        *("06/12/34/56/78", "06,12,34,56,78", "0612/345/678", "0612 / 34 / 56 / 78"),
        *("0612/345678", "06/12345678", "061234/5678", "06 12 / 34 56 78", "0612 - 34 - 56 - 78"),
        *("+212/612345678", "+212 (612) 34 56 78", "00212 : 612345678", "(0612) 34 56 78"),
        *("+212 - (0)6 12 34 56 78", "+212 (Maroc) 612345678"),
    ],
)
def test_a_number_in_even_parts_is_one(cell: str) -> None:
    assert numbers(read_phone(cell)) == ["+212612345678"]


@given(written(), st.sampled_from(OTHER_DIGITS))
def test_the_script_of_its_digits_does_not_make_it_another(
    text: str, script: dict[int, int]
) -> None:
    assert read_phone(text.translate(script)).mobile == read_phone(text).mobile


@given(written(), st.data())
def test_a_digit_too_few_or_too_many_is_never_made_up_for(text: str, data: st.DataObject) -> None:
    places = [place for place, c in enumerate(text) if c.isdecimal()]
    place = data.draw(st.sampled_from(places))
    more = data.draw(st.sampled_from(["", "00", "11", "47", "90"]))
    changed = text[:place] + (more and text[place] + more[0]) + text[place + 1 :]

    for number in numbers(read_phone(changed)):
        assert digits(changed) in as_typed(number)


@given(written(), st.sampled_from(LETTERS), st.data())
def test_a_letter_in_the_place_of_a_digit_never_makes_another_number(
    text: str, letter: str, data: st.DataObject
) -> None:
    places = [place for place, c in enumerate(text) if c.isdecimal()]
    place = data.draw(st.sampled_from(places))
    changed = text[:place] + letter + text[place + 1 :]

    phone = read_phone(changed)

    # "+212 (O)6…" may be read: the nought that the letter stands for is no part of the number.
    assert numbers(phone) in ([], [f"+212{digits(text)[-9:]}"])
    assert numbers(phone) == [] or text[place - 1] == "("


@given(st.integers(min_value=0, max_value=10**16) | st.floats(allow_nan=True))
def test_a_cell_that_is_a_number_gives_its_own_digits_or_none(value: float) -> None:
    for number in numbers(read_phone(value)):
        assert str(int(value)) in as_typed(number)


@given(nationals, st.integers(min_value=0, max_value=10))
def test_digits_that_a_spreadsheet_lost_are_never_guessed(national: str, kept: int) -> None:
    """212612345682 shown in too narrow a column is 2.12612E+11."""
    whole = f"212{national}"
    shown = f"{whole[0]}.{whole[1 : 1 + kept]}".rstrip(".") + "E+11"

    phone = read_phone(shown)

    lost = whole[1 + kept :]
    assert phone.refused == "digits-lost" if lost else phone.mobile == f"+{whole}"


@pytest.mark.parametrize("cell", ["2.12E+11", "2,12E+11", "2.126E11", "6.12E+08", 212000000000.0])
def test_a_rounded_number_is_refused(cell: str | float) -> None:
    assert read_phone(cell) == Phone(refused="digits-lost")


@given(
    st.lists(nationals, min_size=2, max_size=4, unique=True),
    st.sampled_from([" / ", ";", ",", "\n"]),
)
def test_of_several_numbers_the_first_is_used_and_none_is_lost(
    several: list[str], between: str
) -> None:
    phone = read_phone(between.join(f"0{national}" for national in several))

    assert numbers(phone) == [f"+212{national}" for national in several]
