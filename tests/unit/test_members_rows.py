"""A row as a whole: what it says of a person, or why it is kept out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.members.domain.columns import ROLES
from services.members.domain.rows import Entry, Occasion, mark_doubles, read_row
from services.members.domain.terms import NO_TERM, Term
from services.members.domain.vocabulary import vocabulary

TODAY = date(2026, 11, 24)
WORDS = vocabulary([("MA-04", {"fr": "Rabat"})], [("youth-action", {"fr": "Jeunesse"})], [])
OCCASION = Occasion(today=TODAY, language="fr", consent_date=date(2026, 10, 1))


AMINA = {"first_name": "Amina", "last_name": "Alaoui", "phone": "0612345678"}


def a_row(row: int = 2, **cells: object) -> Entry:
    return read_row(row, AMINA | cells, WORDS, OCCASION)


def test_a_plain_row_is_taken_as_it_is() -> None:
    entry = a_row(email="amina@courriel.example", sms_consent="oui", region="Rabat", birth=1999)

    assert entry.verdict is None
    assert not entry.repaired
    assert (entry.phone.mobile, entry.email.address) == ("+212612345678", "amina@courriel.example")
    assert (entry.sms_consent, entry.email_consent) == (True, None)
    assert (entry.region, entry.birth_year) == ("MA-04", 1999)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"phone": "2.12E+11"}, "digits-lost"),
        ({"phone": "O612345678"}, "letters-in-number"),
        ({"phone": "=B2"}, "formula"),
        ({"email": "=B2"}, "formula"),
        ({"email": "amina@"}, "email-invalid"),
        ({"birth": 2027}, "birth-in-future"),
        ({"birth": "12/2004"}, "birth-unreadable"),
        ({"birth": "1850"}, "birth-unreadable"),
        ({"first_name": "", "last_name": ""}, "name-missing"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_kept_out(cells: dict[str, object], why: str) -> None:
    entry = read_row(2, AMINA | cells, WORDS, OCCASION)

    assert (entry.verdict, entry.reasons) == ("quarantined", (why,))


def test_a_row_kept_out_shows_what_stood_there() -> None:
    assert a_row(phone="O612345678").shown_phone == "O612345678"


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"region": "Atlantide"}, "unknown-region"),
        ({"axes": "Danse"}, "unknown-axis"),
        ({"language": "klingon"}, "unknown-language"),
        ({"wish": "pigeon"}, "unknown-channel"),
        ({"landline": "O522"}, "landline-unreadable"),
        ({"sms_consent": "peut-être"}, "consent-unclear"),
        ({"guardian_consent": "??"}, "guardian-date-missing"),
        ({"guardian_consent": "01/01/2030"}, "guardian-date-in-future"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(cells: dict[str, object], note: str) -> None:
    entry = read_row(2, AMINA | cells, WORDS, OCCASION)

    assert entry.verdict is None
    assert entry.reasons == (note,)


def test_a_mobile_in_the_landlines_column_is_a_mobile() -> None:
    both = a_row(landline="0522123456")
    alone = a_row(phone=None, landline="0698765432")

    assert (both.phone.mobile, both.landline) == ("+212612345678", "+212522123456")
    assert (alone.phone.mobile, alone.landline) == ("+212698765432", None)


def test_without_a_declared_basis_a_yes_is_noted_as_worth_nothing() -> None:
    no_basis = Occasion(today=TODAY, language="fr")

    entry = read_row(2, AMINA | {"sms_consent": "oui"}, WORDS, no_basis)

    assert entry.reasons == ("consent-without-basis",)


def test_one_consent_column_can_speak_for_both_channels() -> None:
    entry = a_row(consent="oui", email_consent="non")

    assert (entry.sms_consent, entry.email_consent) == (True, False)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("oui", date(2026, 10, 1)), ("15/09/2026", date(2026, 9, 15)), ("non", None), (None, None)],
)
def test_a_guardians_consent_has_its_date_or_that_of_the_basis(
    cell: str | None, day: date | None
) -> None:
    assert a_row(guardian_consent=cell).guardian_consent == day


def test_the_same_person_twice_is_a_duplicate_the_second_time() -> None:
    rows = [
        a_row(2),
        a_row(3, phone="+212 (0)6 12 34 56 78", last_name="ALAOUI"),
        a_row(4, first_name="Youssef"),
        a_row(5, phone=None, email="amina@courriel.example"),
        a_row(6, phone="0698765432", email="amina@courriel.example"),
    ]

    verdicts = [entry.verdict for entry in mark_doubles(rows)]

    assert verdicts == [None, "duplicate", None, None, "duplicate"]


def test_a_row_kept_out_makes_no_other_a_duplicate() -> None:
    rows = [a_row(2, email="broken@"), a_row(3)]

    assert [entry.verdict for entry in mark_doubles(rows)] == ["quarantined", None]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(set(ROLES.values()))),
        st.one_of(st.text(), st.integers(), st.floats(), st.none()),
    )
)
def test_no_row_breaks_the_reading(cells: dict[str, object]) -> None:
    entry = read_row(2, cells, WORDS, OCCASION)

    assert entry.verdict in (None, "quarantined")
    assert entry.verdict is None or entry.reasons


# --- Mandates --------------------------------------------------------------------------------

BUREAU = {"bodies": "Bureau", "office": " Trésorière ", "begins_on": "01/02/2024"}


def test_a_mandate_has_its_office_and_holds_to_the_end_of_its_last_day() -> None:
    entry = read_row(2, AMINA | BUREAU | {"last_day": "2026-01-31"}, WORDS, OCCASION)

    assert [body.names["fr"] for body in entry.bodies] == ["Bureau"]
    assert entry.term == Term(
        office="Trésorière", begins_on=date(2024, 2, 1), ends_on=date(2026, 2, 1)
    )
    assert entry.reasons == ()


@pytest.mark.parametrize(
    "days", [{"last_day": "bientôt"}, {"last_day": "31/01/2024"}, {"begins_on": "30/02/2024"}]
)
def test_a_mandate_whose_days_are_unclear_is_left_out_and_the_person_is_not(
    days: dict[str, str],
) -> None:
    entry = read_row(2, AMINA | BUREAU | days, WORDS, OCCASION)

    assert (entry.bodies, entry.term) == ((), NO_TERM)
    assert entry.reasons == ("mandate-days-unclear",)
    assert entry.verdict is None


def test_the_days_of_one_of_several_bodies_are_nobodys() -> None:
    entry = read_row(2, AMINA | BUREAU | {"bodies": "Bureau, Conseil"}, WORDS, OCCASION)

    assert (len(entry.bodies), entry.term) == (2, NO_TERM)
    assert entry.reasons == ("mandate-of-which-body",)


def test_an_office_without_a_body_says_nothing() -> None:
    entry = a_row(office="Enseignante")

    assert (entry.bodies, entry.term, entry.reasons) == ((), NO_TERM, ())
