"""The phone clinic: what is repaired, what is refused and why, and that nothing breaks it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.members.domain.phones import Phone, read_phone

MOBILE = "+212612345678"
LANDLINE = "+212522123456"


@pytest.mark.parametrize(
    "cell",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "+212612345678",
        "+212 6 12 34 56 78",
        "(+212) 612-345678",
        "'0612345678",
    ],
)
def test_a_usual_way_of_writing_needs_no_repair(cell: str) -> None:
    assert read_phone(cell) == Phone(mobile=MOBILE)


@pytest.mark.parametrize(
    ("cell", "repairs"),
    [
        ("612345678", ("zero-missing",)),
        (612345678, ("zero-missing",)),
        (612345678.0, ("zero-missing",)),
        ("612345678.0", ("decimal-number", "zero-missing")),
        ("212612345678", ("plus-missing",)),
        (212612345678, ("plus-missing",)),
        (2.12612345678e11, ("plus-missing",)),
        ("2.12612345678E+11", ("scientific-number", "plus-missing")),
        ("2,12612345678E+11", ("scientific-number", "plus-missing")),
        ("6.12345678E8", ("scientific-number", "zero-missing")),
        ("00212612345678", ("double-zero",)),
        ("00 212 6 12 34 56 78", ("double-zero",)),
        ("+212 (0)6 12 34 56 78", ("zero-after-country",)),
        ("+2120612345678", ("zero-after-country",)),
        ("00212 (0) 612345678", ("double-zero", "zero-after-country")),
        ("٠٦١٢٣٤٥٦٧٨", ("other-digits",)),
        ("+٢١٢ ٦١٢٣٤٥٦٧٨", ("other-digits",)),
        ("۰۶۱۲۳۴۵۶۷۸", ("other-digits",)),
        ("０６１２３４５６７８", ("other-digits",)),
        ("\u202a+212 612345678\u202c", ("hidden-characters",)),
        ("\u200f0612345678", ("hidden-characters",)),
        ("06\u00a012\u00a034\u00a056\u00a078", ()),
        ("Tél : 0612345678", ("words-removed",)),
        ("0612345678 (père)", ("words-removed",)),
        ("الهاتف: 0612345678", ("words-removed",)),
        ("0612345678 / 0698765432", ("several-numbers",)),
        ("0612345678;0698765432", ("several-numbers",)),
        ("0612345678, 0698765432", ("several-numbers",)),
        ("0612345678\n0698765432", ("several-numbers",)),
        ("0612345678 0698765432", ("several-numbers",)),
        ("06 12 34 56 78 - 06 98 76 54 32", ("several-numbers",)),
        ("+212612345678 ou 0698765432", ("several-numbers", "words-removed")),
        ("0612345678 و 0698765432", ("several-numbers", "words-removed")),
        ("0612345678 / 12", ("words-removed",)),
    ],
)
def test_what_can_be_told_is_repaired_and_said(cell: str | float, repairs: tuple[str, ...]) -> None:
    phone = read_phone(cell)

    assert phone.mobile == MOBILE
    assert sorted(phone.repairs) == sorted(repairs)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2.12E+11", "digits-lost"),
        ("2,12E+11", "digits-lost"),
        ("2.1261234E+11", "digits-lost"),
        (2.12e11, "digits-lost"),
        (212600000000, "digits-lost"),
        ("O612345678", "letters-in-number"),
        ("06I2345678", "letters-in-number"),
        ("O6 12 34 56 78", "letters-in-number"),
        ("0612345678x", "letters-in-number"),
        ("061234567 / 8", "several-parts"),
        ("06 12 34 56 7 ou 8", "several-parts"),
        ("061234567 (8)", "several-parts"),
        ("=A1", "formula"),
        ('=HYPERLINK("http://x")', "formula"),
        ("@SUM(A1)", "formula"),
        ("#REF!", "formula"),
        ("#N/A", "formula"),
        ("à demander", "not-a-phone"),
        ("+++", "not-a-phone"),
        (612345678.5, "not-a-phone"),
        (-612345678, "not-a-phone"),
        ("0612345", "too-short"),
        ("+2126", "too-short"),
        ("06123456789", "too-long"),
        ("06 12 34 56 78 9", "too-long"),
        ("06123456780698765432", "too-long"),
        ("+212612345678901234", "too-long"),
        ("212 00 6 12 34 56 78", "too-long"),
        ("+212 00 6 12 34 56 78", "too-long"),
        ("0512345678", "unknown-number"),
        ("+999612345678", "unknown-number"),
        ("0801234567", "special-number"),
        ("+881612345678", "special-number"),
        ("+18005551234", "special-number"),
    ],
)
def test_what_would_be_a_guess_is_refused_with_a_reason(cell: str | float, why: str) -> None:
    assert read_phone(cell) == Phone(refused=why)


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "néant", "N/A", "0", 0, "لا يوجد", "\u200f"])
def test_nothing_is_nothing(cell: str | None) -> None:
    assert read_phone(cell).is_empty


def test_a_landline_is_kept_as_one() -> None:
    assert read_phone("05 22 12 34 56") == Phone(landline=LANDLINE)


def test_of_a_landline_and_a_mobile_both_are_kept() -> None:
    phone = read_phone("0522123456 / 0612345678")

    assert (phone.mobile, phone.landline) == (MOBILE, LANDLINE)
    assert phone.repairs == ("several-numbers",)


def test_a_good_number_beside_a_broken_one_is_kept() -> None:
    assert read_phone("0612345678 / 06987").mobile == MOBILE


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+1 202 555 0123", "+12025550123"),
        ("+34 612 34 56 78", "+34612345678"),
    ],
)
def test_numbers_of_other_countries_are_taken_with_their_country(cell: str, number: str) -> None:
    assert read_phone(cell).mobile == number


def test_a_foreign_number_without_its_country_is_not_guessed() -> None:
    assert read_phone("33612345678").refused


# --- Properties ------------------------------------------------------------------------------

mobiles = st.integers(0, 9_999_999).map(lambda n: f"61{n:07d}")
separators = st.sampled_from(["", " ", ".", "-", "\u00a0"])
prefixes = st.sampled_from(["0", "+212", "+212 ", "00212", "+212 (0)", "", "212"])
digit_sets = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
marks = st.sampled_from(["", "\u200e", "\u200f", "\u202a", "\ufeff"])


@settings(deadline=None)
@given(mobiles, prefixes, separators, digit_sets, marks)
def test_every_way_of_writing_one_number_gives_that_number(
    number: str, prefix: str, separator: str, digits: str, mark: str
) -> None:
    written = prefix + separator.join([number[0], number[1:3], number[3:5], number[5:]])
    cell = mark + written.translate(str.maketrans("0123456789", digits))

    assert read_phone(cell).mobile == f"+212{number}"


@settings(deadline=None)
@given(mobiles)
def test_reading_what_was_read_changes_nothing(number: str) -> None:
    once = read_phone(f"0{number}").mobile

    assert read_phone(once) == Phone(mobile=once)


@settings(deadline=None)
@given(mobiles, mobiles, st.sampled_from([" / ", ";", ", ", "\n", " ou ", " - ", " | "]))
def test_of_two_mobiles_the_first_is_kept(first: str, second: str, between: str) -> None:
    phone = read_phone(f"0{first}{between}0{second}")

    assert phone.mobile == f"+212{first}"
    assert "several-numbers" in phone.repairs


@settings(deadline=None)
@given(mobiles, st.integers(0, 9), st.sampled_from("OoIlSB"))
def test_a_letter_among_the_digits_is_never_read_over(number: str, at: int, letter: str) -> None:
    written = f"0{number}"

    assert read_phone(written[:at] + letter + written[at + 1 :]).refused == "letters-in-number"


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
@example(float("nan"))
@example(float("inf"))
@example(1e300)
def test_no_cell_breaks_the_clinic(cell: str | float | None) -> None:
    phone = read_phone(cell)

    for number in (phone.mobile, phone.landline):
        assert number is None or number.startswith("+")
    assert not (phone.refused and (phone.mobile or phone.landline))


@settings(deadline=None)
@given(st.text(alphabet="0123456789+()-./ ٠١٢٣٤٥٦٧٨٩;,E\u200f", max_size=40))
def test_what_is_made_of_digits_is_a_number_or_refused_or_nothing(cell: str) -> None:
    phone = read_phone(cell)

    assert phone.is_empty or phone.refused or phone.mobile or phone.landline
