"""Four languages: which one a page is in, its direction, its words, its dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale
from babel.dates import format_date, format_datetime, get_datetime_format
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, g, has_request_context, request

from shared.contracts.members import LANGUAGES, Language

OWN_NAMES: dict[Language, str] = {
    "ar": "العربية",
    "fr": "Français",
    "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "en": "English",
}
LOCALES: dict[str, str] = {"ar": "ar_MA", "fr": "fr_MA", "zgh": "zgh_MA", "en": "en_GB"}
"""Morocco's own: Western digits, and the names of months that are said there."""

DRAFTS: frozenset[Language] = frozenset({"zgh"})
"""Languages that no speaker has signed yet: their readers are told (docs/languages.md)."""

FALLBACK: Language = "fr"
"""The language of a page when nothing says which; also of words a catalogue does not have yet."""

TAMAZIGHT = {"ber": "zgh", "tzm": "zgh", "shi": "zgh", "rif": "zgh"}
"""What browsers call the Amazigh languages, and the one of ours that is nearest."""

ZONE = "Africa/Casablanca"
FOLDER = Path(__file__).with_name("translations")


class Catalogues(flask_babel.Domain):  # type: ignore[misc, name-defined]  # has no types
    """Translations read from their .po files: text in the repository, nothing to compile."""

    def get_translations(self) -> Translations:
        """Give the catalogue of the request's language (flask_babel asks for it by this name)."""
        return catalogue(current())


class Languages(flask_babel.Babel):
    """Flask-Babel with our way of reading catalogues."""

    domain_instance = Catalogues()


def use_languages(app: Flask) -> None:
    """Give the app its languages and its templates the functions that need them."""
    Languages(app, default_locale=LOCALES[FALLBACK], locale_selector=lambda: LOCALES[current()])
    for language in LANGUAGES:
        catalogue(language)
    app.context_processor(
        lambda: {
            "language": current(),
            "language_is_draft": current() in DRAFTS,
            "direction": direction(current()),
            "languages": OWN_NAMES,
            "direction_of": direction,
        }
    )
    app.jinja_env.filters.update(
        number=number,
        day=day,
        short_day=short_day,
        hour=hour,
        moment=moment,
        dirhams=dirhams,
        said_at=said_at,
        written=written,
    )


@cache
def catalogue(language: Language) -> Translations:
    """Read a catalogue; what it lacks is said in French, and what that lacks in English."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    with path.open("rb") as text:
        messages = read_po(text, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    translations = Translations(compiled)
    if language not in (FALLBACK, "en"):
        translations.add_fallback(catalogue(FALLBACK))
    return translations


# --- Which language --------------------------------------------------------------------------


def current() -> Language:
    """Give the language of what is being written for this request."""
    if not has_request_context():
        return FALLBACK
    chosen: Language = g.get("language") or accepted()
    return chosen


def speak(language: Language) -> None:
    """Go on in this language for the rest of the request."""
    g.language = language
    flask_babel.refresh()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say something in another language than the page's."""
    before = current()
    speak(language)
    yield
    speak(before)


def accepted() -> Language:
    """Give the best of our languages for the browser's Accept-Language."""
    for wanted, _ in request.accept_languages:
        primary = wanted.lower().replace("_", "-").partition("-")[0]
        if code := as_language(TAMAZIGHT.get(primary, primary)):
            return code
    return FALLBACK


def as_language(code: str | None) -> Language | None:
    """Tell which of our languages a code is, if any."""
    return next((language for language in get_args(Language) if language == code), None)


def direction(language: str) -> str:
    """Give the direction in which a language is written, as HTML says it."""
    return "rtl" if language == "ar" else "ltr"


def in_a_row(parts: Iterable[str]) -> str:
    """Write parts one after the other, with the comma of the reader's language; empty ones not."""
    return flask_babel.gettext(", ").join(part for part in parts if part)


# --- Dates and numbers -----------------------------------------------------------------------


def number(value: float) -> str:
    """Write a number the way the reader's language does."""
    return str(format_decimal(value, locale=_locale()))


def dirhams(amount: int) -> str:
    """Write an amount of thousandths of a dirham as money: 684.60 DH."""
    written_so = format_decimal(amount / 1000, format="#,##0.00", locale=_locale())
    return flask_babel.gettext("%(amount)s DH", amount=written_so)


def day(when: datetime, zone: str = ZONE) -> str:
    """Write the day: Saturday 5 December 2026."""
    return written(when, "EEEE d MMMM y", zone)


def short_day(when: datetime | date, zone: str = ZONE) -> str:
    """Write the day shortly: 5 Dec 2026."""
    if isinstance(when, datetime):
        return written(when, "d MMM y", zone)
    return str(format_date(when, "d MMM y", locale=_locale()))


def hour(when: datetime, zone: str = ZONE) -> str:
    """Write the time of day: 15:30."""
    return written(when, "HH:mm", zone)


def moment(when: datetime, zone: str = ZONE) -> str:
    """Write day and time: 5 Dec 2026, 15:30."""
    pattern = str(get_datetime_format("medium", locale=_locale()))
    return pattern.replace("{1}", short_day(when, zone)).replace("{0}", hour(when, zone))


def said_at(when: datetime, zone: str = ZONE) -> str:
    """Write day and time of what somebody said; the day alone where no more is known."""
    at_midnight = when.astimezone(ZoneInfo(zone)).time() == time.min
    return short_day(when, zone) if at_midnight else moment(when, zone)


def wall_clock(when: datetime, zone: str) -> str:
    """Write an instant as the form's field wants it: the zone's wall clock, no offset."""
    return when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def written(when: datetime, pattern: str, zone: str = ZONE) -> str:
    """Write an instant by a pattern (CLDR's), on the wall clock of a zone."""
    return str(format_datetime(when, pattern, tzinfo=ZoneInfo(zone), locale=_locale()))


def _locale() -> Locale:
    return flask_babel.get_locale() or Locale.parse(LOCALES[FALLBACK])
