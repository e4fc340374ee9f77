"""Which passwords are refused, and the codes of the second factor: decisions without a database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # has no types

from services.members.domain import rights, second_factor
from services.members.domain.weakness import SHORTEST, refuse_weak
from services.members.errors import PersonalPassword, SimplePassword, WeakPassword
from services.members.passwords import is_guessed_soon

ABOUT = ("Salma Ben Jelloun", "s.benjelloun@association.example")


ORDINARY = [
    "a quiet place to meet",
    "correct horse battery staple",
    "une phrase assez longue",
    "جملة قصيرة لا يعرفها أحد",
    "ⵜⴰⵡⵉⵏⵙⵜ ⵜⴰⵎⵥⵥⴰⵏⵜ",
    "ya hala, " * 7 + "x" * 64,
    "8f3K-92ls-Qw1z",
    "aaaaaaaaaaaab and more",
    "Ben habite au Maroc",
]


@pytest.mark.parametrize("password", ORDINARY)
def test_ordinary_passwords_of_any_script_are_taken(password: str) -> None:
    refuse_weak(password, ABOUT)


def test_passwords_that_many_choose_are_refused_also_with_a_year_or_a_row_behind() -> None:
    common = FREQUENCY_LISTS["passwords"]
    forms = [
        form for p in common[:3000] for form in (f"{p}2026", f"{p.capitalize()}!1", f"{p}12345")
    ]
    long = [p for p in [*common, *forms] if len(p) >= SHORTEST]

    assert len(long) > 1000
    assert [password for password in long if not is_guessed_soon(password)] == []


@pytest.mark.parametrize("password", ORDINARY)
def test_ordinary_passwords_are_not_guessed_soon(password: str) -> None:
    assert not is_guessed_soon(password)


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 129])
def test_a_password_has_12_to_128_characters(password: str) -> None:
    with pytest.raises(WeakPassword):
        refuse_weak(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "x" * 128,
        "abababababab",
        "AbcAbcAbcAbc",
        "12341234123412",
        "123451234512",
        "passwordpassword",
        "123456789012",
        "098765432109",
        "qwertyuiopas",
        "AZERTYUIOPQS",
        "abcdefghijklm",
        "zyxwvutsrqpo",
        "كككككككككككك",
        "ابتثجحخدذرزس",
        "            ",
    ],
)
def test_one_thing_repeated_or_a_row_of_keys_is_refused(password: str) -> None:
    with pytest.raises(SimplePassword):
        refuse_weak(password)


@pytest.mark.parametrize(
    "password",
    [
        "salma-benjelloun",
        "SALMABENJELLOUN 1",
        "moi, c'est Jelloun",
        "s.benjelloun@2026",
        "Sàlmà est mon nom",
        "le code de s_benjelloun",
    ],
)
def test_the_owners_name_and_address_are_refused(password: str) -> None:
    with pytest.raises(PersonalPassword):
        refuse_weak(password, ABOUT)


def test_a_name_in_arabic_is_found_in_any_spelling() -> None:
    with pytest.raises(PersonalPassword):
        refuse_weak("إسمي فاطمة الزهراء", ("فاطمه الزهراء", "fz@association.example"))


# --- Codes -----------------------------------------------------------------------------------

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    now = datetime.fromtimestamp(seconds, UTC)

    assert second_factor.step_of(code, SECRET, now) == seconds // 30


def test_a_recovery_code_can_be_read_aloud() -> None:
    assert second_factor.grouped("k7qm2p9x4wtr") == "k7qm-2p9x-4wtr"
    assert second_factor.plain(" K7QM 2p9x–4WTR ") == "k7qm2p9x4wtr"
    assert not set("01oil") & set(second_factor.LETTERS)


# --- Rights ----------------------------------------------------------------------------------


def test_reading_is_what_is_left_to_who_should_have_a_second_factor() -> None:
    for role in rights.ROLES:
        left = rights.reading(rights.SCOPES[role])
        assert not rights.GRAVE & set(left)
        assert rights.must_enrol(role) == (role in ("organiser", "admin"))


def test_volunteers_only_stand_at_the_door() -> None:
    assert rights.SCOPES["volunteer"] == ["door:read", "door:write"]
