"""Reading the other cells of a sheet: names, e-mail addresses, answers, places, columns."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.members.domain.answers import (
    UNCLEAR,
    read_date,
    read_language,
    read_wish,
    read_year,
    read_yes_or_no,
)
from services.members.domain.columns import recognise, require
from services.members.domain.emails import read_email
from services.members.domain.names import name_key, read_name
from services.members.domain.texts import clean, fold
from services.members.domain.vocabulary import Body, Vocabulary, names_of_body, vocabulary
from services.members.errors import MissingColumns

# --- Texts and names -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amélie EL ALAOUI", "el alaoui amelie"),
        ("أحمد الإدريسي", "احمد الادريسي"),
        ("فاطمة الزهراء", "فاطمه الزهراء"),
        ("مُحَمَّد", "محمد"),
        ("محمـــد", "محمد"),
        ("Aït-Baha", "Ait Baha"),
        ("O’Neill", "O'Neill"),
        ("ⵉⴷⵉⵔ", "ⵉⴷⵉⵔ"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one, "") == name_key(other, "")


def test_the_order_of_names_does_not_matter() -> None:
    assert name_key("Amina", "El Alaoui") == name_key("EL ALAOUI", "Amina")


@pytest.mark.parametrize("other", ["Amin", "Aminata", "أمينة", "ⴰⵎⵉⵏⴰ"])
def test_another_name_has_another_key(other: str) -> None:
    assert name_key("Amina", "") != name_key(other, "")


@pytest.mark.parametrize(
    "dirty",
    ["\u202eAmina", "Ami\x00na", "Ami\x1ana", "\ufeffAmina", "Am\u200bina", "\u2066Amina\u2069"],
)
def test_what_is_not_seen_in_a_name_is_taken_away_and_said(dirty: str) -> None:
    name = read_name(dirty, "")

    assert name.first == "Amina"
    assert name.repairs == ("hidden-characters",)


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("", "name-missing"),
        ("\u202e", "name-missing"),
        ("a" * 201, "name-too-long"),
        ("a" * 5000, "name-too-long"),
        ("Am\ufffdlie", "name-damaged"),
        ("=?utf-8?q?x=0ABcc:_evil?=", "name-encoded"),
        ("12345", "name-without-letters"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(first: str, why: str) -> None:
    assert read_name(first, "").refused == why


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "D'Arc"])
def test_a_name_is_text_and_nothing_else(text: str) -> None:
    name = read_name(text, "")

    assert (name.first, name.refused) == (text, None)


def test_a_full_name_is_parted_at_its_first_word() -> None:
    name = read_name("", "", "Amina El Alaoui")

    assert (name.first, name.last) == ("Amina", "El Alaoui")


def test_a_family_name_alone_has_to_do() -> None:
    assert read_name("", "Amina El Alaoui").whole == "Amina El Alaoui"


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_name_breaks_the_reading(first: str, last: str, full: str) -> None:
    name = read_name(first, last, full)

    assert name.refused or name.first
    assert "\x00" not in name.whole


# --- E-mail ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "amina@courriel.example",
        " Amina@Courriel.Example ",
        "mailto:amina@courriel.example",
        "<amina@courriel.example>",
        "amina@courriel.example.",
        "Amina <amina@courriel.example>",
    ],
)
def test_an_address_is_read_as_it_is_meant(cell: str) -> None:
    expected = None if "Amina <" in cell else "amina@courriel.example"

    assert read_email(cell).address == expected


def test_of_two_addresses_the_first_is_kept() -> None:
    email = read_email("amina@courriel.example; youssef@courriel.example")

    assert email.address == "amina@courriel.example"
    assert email.repairs == ("several-emails",)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("amina", "email-invalid"),
        ("amina@@courriel.example", "email-invalid"),
        ("a@b", "email-invalid"),
        ("ami na@courriel.example", "email-invalid"),
        ("x@y.example\r\nBcc: v@w.example", "email-invalid"),
        ("é" * 70 + "@courriel.example", "email-invalid"),
        ("a" * 300 + "@courriel.example", "email-invalid"),
        (612345678, "email-invalid"),
        ("=A1", "formula"),
        ("#REF!", "formula"),
    ],
)
def test_what_is_no_address_is_refused(cell: object, why: str) -> None:
    email = read_email(cell)

    assert (email.address, email.refused) == (None, why)


@pytest.mark.parametrize("cell", [None, "", "-", "néant", "لا يوجد"])
def test_no_address_is_no_fault(cell: str | None) -> None:
    email = read_email(cell)

    assert (email.address, email.refused) == (None, None)


@settings(deadline=None)
@given(st.text())
def test_no_cell_breaks_the_reading_of_addresses(cell: str) -> None:
    address = read_email(cell).address

    assert address is None or ("\n" not in address and " " not in address)


# --- Answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["oui", "OUI", "Oui ", "نعم", "yes", "x", "X", "✓", 1, 1.0, "true"]
)
def test_yes(cell: object) -> None:
    assert read_yes_or_no(cell) is True


@pytest.mark.parametrize("cell", ["non", "NON", "لا", "no", 0, "false", "✗"])
def test_no(cell: object) -> None:
    assert read_yes_or_no(cell) is False


@pytest.mark.parametrize("cell", ["peut-être", "maybe", "oui mais", "2", "ربما"])
def test_what_is_neither_is_not_taken_for_yes(cell: object) -> None:
    assert read_yes_or_no(cell) == UNCLEAR


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_silence_is_no_answer(cell: object) -> None:
    assert read_yes_or_no(cell) is None


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (2004, 2004),
        (2004.0, 2004),
        ("2004", 2004),
        ("٢٠٠٤", 2004),
        ("12/03/2004", 2004),
        ("12-3-2004", 2004),
        ("2004-03-12", 2004),
        ("2004-03-12T00:00:00", 2004),
        (None, None),
        ("31/02/2004", UNCLEAR),
        ("jeune", UNCLEAR),
        (38_000, UNCLEAR),
        (23, UNCLEAR),
    ],
)
def test_a_year_of_birth(cell: object, year: object) -> None:
    assert read_year(cell) == year


def test_the_day_stands_before_the_month() -> None:
    assert read_date("05/03/2026") == date(2026, 3, 5)
    assert read_date("2026-03-05T10:00:00") == date(2026, 3, 5)
    assert (read_date(" "), read_date("en mars")) == (None, UNCLEAR)


def test_languages_and_wishes_in_three_languages() -> None:
    assert [read_language(cell) for cell in ("arabe", "العربية", "Tamazight", "EN", "?!x")] == [
        *("ar", "ar", "zgh", "en", UNCLEAR)
    ]
    assert [read_wish(cell) for cell in ("SMS", "Les deux", "courriel", "peu importe", None)] == [
        *("sms", "both", "email", "any", None)
    ]


# --- Places, axes, bodies --------------------------------------------------------------------


@pytest.fixture
def words() -> Vocabulary:
    return vocabulary(
        [
            ("MA-04", {"fr": "Rabat-Salé-Kénitra", "ar": "الرباط - سلا - القنيطرة"}),
            ("MA-02", {"fr": "L'Oriental", "ar": "الشرق"}),
        ],
        [
            ("governance", {"fr": "Gouvernance, démocratie et droits humains"}),
            ("youth-action", {"fr": "Action jeunesse", "ar": "العمل الشبابي"}),
        ],
        [("choir", {"fr": "Chorale"})],
    )


@pytest.mark.parametrize(
    "cell",
    [
        "MA-04",
        "Rabat-Salé-Kénitra",
        "rabat sale kenitra",
        "الرباط - سلا - القنيطرة",
        "Rabat",
        "سلا",
    ],
)
def test_a_region_is_known_by_its_names_and_towns(words: Vocabulary, cell: str) -> None:
    assert words.region(cell) == "MA-04"


def test_an_unknown_region_is_not_guessed(words: Vocabulary) -> None:
    assert words.region("Atlantide") is None
    assert words.region(None) is None


def test_axes_are_told_apart_although_their_names_hold_commas(words: Vocabulary) -> None:
    cell = "Action jeunesse; Gouvernance, démocratie et droits humains"

    assert words.axes_in(cell) == (["youth-action", "governance"], True)
    assert words.axes_in("1, 2") == (["governance", "youth-action"], True)
    assert words.axes_in(2.0) == (["youth-action"], True)
    assert words.axes_in("العمل الشبابي, danse") == (["youth-action"], False)


def test_bodies_are_known_in_every_language_or_made(words: Vocabulary) -> None:
    assert words.bodies_in("AG / Conseil d'orientation") == [
        Body(code="general-assembly"),
        Body(code="orientation-council"),
    ]
    assert words.bodies_in("الجمع العام") == [Body(code="general-assembly")]
    assert words.bodies_in("chorale") == [Body(code="choir")]
    new = words.bodies_in("Comité Jeunesse")[0]
    assert (new.code, names_of_body(new)) == ("comite-jeunesse", {"fr": "Comité Jeunesse"})
    assert names_of_body(Body(code="general-assembly"))["ar"] == "الجمع العام"


# --- Columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ["Prénom", "Nom", "Téléphone", "E-mail", "Consentement SMS"],
        ["PRENOM", "NOM DE FAMILLE", "Tél.", "Adresse e-mail", "accord sms"],
        ["الاسم الشخصي", "الاسم العائلي", "رقم الهاتف", "البريد الإلكتروني", "موافقة sms"],
        ["First name", "Last name", "Phone", "Email", "SMS consent"],
        ["\ufeffPrénom ", " nom", "N° de téléphone", "Courriel", "SMS"],
    ],
)
def test_columns_are_recognised_in_three_languages(header: list[str]) -> None:
    assert recognise(header).roles == ("first_name", "last_name", "phone", "email", "sms_consent")


def test_of_two_columns_with_one_meaning_the_first_is_read() -> None:
    assert recognise(["Téléphone", "Mobile", "Nom", ""]).roles == ("phone", None, "last_name", None)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["Prénom", "Ville"], "phone email"),
        (["Téléphone"], "first_name"),
        (["a", "b"], "first_name phone email"),
    ],
)
def test_missing_columns_are_named(header: list[str], missing: str) -> None:
    with pytest.raises(MissingColumns) as refusal:
        require(recognise(header))

    assert refusal.value.detail == {"columns": missing}
