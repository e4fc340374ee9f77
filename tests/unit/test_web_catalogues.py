"""Every string that is shown has its translation, and no translation is left over."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from services.web.languages import LOCALES
from services.web.languages import catalogue as translations

WEB = Path(__file__).resolve().parents[2] / "services" / "web"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACE = re.compile(r"%\((\w+)\)s")
NEEDLESS_IN_PLURALS = {"number", "num", "done"}

LANGUAGES = WEB.parents[1] / "docs" / "languages.md"
TIFINAGH = "".join(chr(code) for code in range(0x2D30, 0x2D68)) + "\u2d6f"
TERMS = re.compile(rf"\| ([{TIFINAGH}, ]+) \| (.+) \|")
LATIN = dict(
    zip("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⵯ", "abgdḍefkhḥɛxqijlmnurṛɣsṣctṭwyzẓʷ", strict=True)
)
SAID_IN_LATIN = re.compile(
    r"Africa/Casablanca|https://|\.(?:xlsx|xls|ods|csv)\b|\b(?:CSV|UTF-8|MB|GSM-7|UCS-2|SMS|QR)\b|\b[êç]\b"
    r"|\{\w+\}|aya@example\.org|Multaqa|JavaScript|Aegis|FreeOTP|Google Authenticator"
)
"""What has no Tifinagh: names of formats, a zone and apps, and letters that an SMS pays for."""


@cache
def shown() -> frozenset[str]:
    """Give every string of code and templates; of a plural, its singular."""
    found = extract_from_dir(str(WEB), method_map=METHODS, keywords=KEYWORDS)
    return frozenset(_key(message) for _, _, message, _, _ in found)


def catalogue(language: str) -> Catalog:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
def test_no_string_is_without_translation(language: str) -> None:
    known = {_key(message.id) for message in messages(language) if all(_forms(message))}

    assert shown() - known == frozenset()


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
def test_no_translation_is_left_over(language: str) -> None:
    assert {_key(message.id) for message in messages(language)} - shown() == frozenset()


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
def test_no_translation_is_a_guess_or_parked(language: str) -> None:
    assert [m.id for m in messages(language) if m.fuzzy] == []
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
def test_no_string_stands_in_a_catalogue_twice(language: str) -> None:
    """Of two the reader takes the last without a word: what a translator mends may be the other."""
    path = WEB / "translations" / language / "LC_MESSAGES" / "messages.po"
    entries = Counter(re.findall(r'^msgid ("(?:.|\n")*?)\nmsg', path.read_text(), re.MULTILINE))

    assert [entry for entry, times in entries.items() if times > 1] == []


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
def test_translations_fill_in_the_same_things(language: str) -> None:
    for message in messages(language):
        wanted = set(PLACE.findall(_key(message.id)))
        spare = NEEDLESS_IN_PLURALS if message.pluralizable else set()
        for form in _forms(message):
            given = set(PLACE.findall(form))
            assert wanted - spare <= given <= wanted, message.id


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("fr", 2), ("zgh", 2)])
def test_plurals_have_every_form_of_their_language(language: str, forms: int) -> None:
    assert {len(_forms(m)) for m in messages(language) if m.pluralizable} == {forms}


@pytest.mark.parametrize(
    ("count", "said"),
    [
        *((0, "لا أحد"), (1, "شخص واحد"), (2, "شخصان"), (7, "7 أشخاص"), (11, "11 شخصا")),
        *((42, "42 شخصا"), (100, "100 شخص"), (103, "103 أشخاص"), (742, "742 شخصا")),
    ],
)
def test_arabic_counts_the_way_arabic_does(count: int, said: str) -> None:
    form = translations("ar").ungettext("%(number)s person", "%(number)s people", count)

    assert form % {"number": count} == said


def test_the_tamazight_catalogue_says_that_it_is_a_draft() -> None:
    assert "DRAFT" in catalogue("zgh").header_comment


def test_tamazight_is_written_in_tifinagh_only() -> None:
    for message in messages("zgh"):
        for form in _forms(message):
            text = SAID_IN_LATIN.sub("", PLACE.sub("", form))
            assert [letter for letter in text if letter.isalpha() and letter not in TIFINAGH] == []


def test_every_term_of_the_glossary_is_used() -> None:
    said = " ".join(form for message in messages("zgh") for form in _forms(message))

    assert len(glossary()) > 30
    assert [row for row in glossary() if not any(_is_word_of(said, term) for term in row)] == []


def test_the_glossary_writes_each_term_in_latin_as_in_tifinagh() -> None:
    for tifinagh, latin in TERMS.findall(LANGUAGES.read_text(encoding="utf-8")):
        assert "".join(LATIN.get(letter, letter) for letter in tifinagh) == latin


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 ⵏ ⵉⴼⴳⴰⵏⵏ"), (1, "1 ⵓⴼⴳⴰⵏ"), (2, "2 ⵏ ⵉⴼⴳⴰⵏⵏ"), (742, "742 ⵏ ⵉⴼⴳⴰⵏⵏ")],
)
def test_tamazight_counts_one_and_more_than_one(count: int, said: str) -> None:
    form = translations("zgh").ungettext("%(number)s person", "%(number)s people", count)

    assert form % {"number": count} == said


@pytest.mark.parametrize("month", range(1, 13))
def test_tamazight_days_and_months_have_their_names_in_tifinagh(month: int) -> None:
    for day in range(1, 8):
        said = format_date(date(2026, month, day), "EEEE d MMM MMMM y", locale=LOCALES["zgh"])

        weekday, number, short, long, year = said.split(" ")
        assert (number, year) == (str(day), "2026")
        assert set(weekday + short + long) <= set(TIFINAGH)


def test_tamazight_numbers_are_grouped_by_a_space_that_does_not_break() -> None:
    assert format_decimal(12345.5, locale=LOCALES["zgh"]) == "12\u00a0345,5"


def glossary() -> list[list[str]]:
    """Give the terms of the glossary: of each, the singular and, if it has one, the plural."""
    text = LANGUAGES.read_text(encoding="utf-8")
    return [terms.split(", ") for terms, _ in TERMS.findall(text)]


def _is_word_of(text: str, term: str) -> bool:
    """Tell whether a text has a term, in the free state or in the one that it has after ⵏ or ⴳ."""
    spellings = [term, f"ⵡ{term}", f"ⵢ{term}"]
    if term.startswith(("ⵜⴰ", "ⵜⵉ")):
        spellings.append("ⵜ" + term[2:])
    elif term.startswith("ⴰ"):
        spellings.append("ⵓ" + term[1:])
    either = "|".join(spellings)
    return bool(re.search(rf"(?<![{TIFINAGH}])(?:{either})(?![{TIFINAGH}])", text))


def _key(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple | list) else str(message)


def _forms(message: Message) -> list[str]:
    text = message.string
    return [text] if isinstance(text, str) else [*(text or [])]
