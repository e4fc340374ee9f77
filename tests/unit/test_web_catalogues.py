"""Every string that is shown has its translation, and no translation is left over."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.web.languages import catalogue as translations

WEB = Path(__file__).resolve().parents[2] / "services" / "web"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACE = re.compile(r"%\((\w+)\)s")
NEEDLESS_IN_PLURALS = {"number", "num", "done"}


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


@pytest.mark.parametrize("language", ["ar", "fr"])
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
def test_translations_fill_in_the_same_things(language: str) -> None:
    for message in messages(language):
        wanted = set(PLACE.findall(_key(message.id)))
        spare = NEEDLESS_IN_PLURALS if message.pluralizable else set()
        for form in _forms(message):
            given = set(PLACE.findall(form))
            assert wanted - spare <= given <= wanted, message.id


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("fr", 2)])
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


def test_everything_young_people_read_is_there_in_tamazight() -> None:
    public = extract_from_dir(
        str(WEB / "templates" / "public"), method_map=[("**.html", "jinja2")], keywords=KEYWORDS
    )
    known = {_key(message.id) for message in messages("zgh")}

    assert {_key(message) for _, _, message, _, _ in public} - known == set()


def test_the_tamazight_catalogue_says_that_it_is_a_draft() -> None:
    assert "DRAFT" in catalogue("zgh").header_comment


def _key(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple | list) else str(message)


def _forms(message: Message) -> list[str]:
    text = message.string
    return [text] if isinstance(text, str) else [*(text or [])]
