"""One kind of message about one event in one language: everything but the person."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, ClassVar
from unicodedata import category
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_datetime_format

from shared.contracts.events import Card

FOLDER = Path(__file__).parent.with_name("templates")
LOCALES = {"ar": "ar_MA", "fr": "fr", "zgh": "zgh", "en": "en_GB"}
CONVOCATIONS = {1: "convocation", 2: "second_convocation"}
"""The texts of an invitation to a body's assembly, by how many times it was convened."""

ASKING = ("invitation", "chase")
"""What asks for an answer, which is possible until the event's deadline."""


class Unwritable(Exception):
    """This message cannot be written, however often it is tried."""

    code: ClassVar[str]


def text_kind(kind: str, card: Card) -> str:
    """Say whose texts a kind of message has: members of a body are convened, not invited."""
    if kind == "invitation" and card.assembly:
        return CONVOCATIONS[card.assembly.convocation]
    return kind


@cache
def templates(language: str) -> dict[str, dict[str, str]]:
    """Read the texts of one language: by kind, then sms, subject, text, button."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def when(moment: datetime, zone: str, language: str) -> str:
    """Write a moment as people of a language do: day, date and hour, in the event's zone."""
    locale = LOCALES[language]
    local = moment.astimezone(ZoneInfo(zone))
    day = format_datetime(local, "EEEE d MMMM y", tzinfo=ZoneInfo(zone), locale=locale)
    hour = format_datetime(local, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale)
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern.replace("{1}", day).replace("{0}", hour)


def short_when(moment: datetime, zone: str) -> str:
    """Write a moment in the fewest characters that every language reads alike: 06/12 18:00."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%d/%m %H:%M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What an announcement says in one language."""

    language: str
    title: str
    text: str


def announced(said: Mapping[str, Any] | None, language: str) -> Announced | None:
    """Give what a send announces to a reader of `language`, else in the first language it has."""
    if not said:
        return None
    texts = said["texts"]
    found = next((each for each in texts if each["language"] == language), texts[0])
    return Announced(**found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """
    Everything but the person: one kind of message about one card in one language.

    `plain` when an SMS is to do without letters that double its price; `own` are texts that
    replace the usual ones, by their names.
    """

    kind: str
    language: str
    card: Card
    association: str
    until: datetime | None = None
    changed: tuple[str, ...] = ()
    said: Announced | None = None
    plain: bool = False
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        """Give the texts: the usual ones, but for those that somebody has written instead."""
        usual = templates(self.language)[text_kind(self.kind, self.card)]
        words = {**usual, **self.own}
        if words["sms"] != usual["sms"]:  # it is said so, and no shorter
            words.pop("sms_short", None)
        return words

    def template(self, name: str) -> Template:
        return Template(self.words[name])

    def places(self, *, short: bool) -> dict[str, str]:
        card, text = self.card, self.card.text(self.language)
        until = card.answers_end if self.kind in ASKING else self.until or card.starts_at

        def moment(value: datetime) -> str:
            if short:
                return short_when(value, card.zone)
            return when(value, card.zone, self.language)

        return {
            "title": one_line(text.title),
            "venue": one_line(text.venue),
            "description": "\n".join(one_line(line) for line in text.description.split("\n")),
            "association": one_line(self.association),
            "when": moment(card.starts_at),
            "until": moment(until),
            "online": one_line(card.online_link),
            "changed": self._changed(short=short),
            "heading": one_line(self.said.title) if self.said else "",
            "body": self._body(),
            "agenda": self._agenda(),
            "said": self._said(short=short),
        }

    def _body(self) -> str:
        """Name the body that is convened, in the reader's language or another that it has."""
        names = self.card.assembly.names if self.card.assembly else {}
        order = (self.language, *self.card.languages, *names)
        return one_line(next((names[code] for code in order if code in names), ""))

    def _agenda(self) -> str:
        """Give the items of an assembly's agenda, each on a line with its number."""
        items = self.card.assembly.agenda if self.card.assembly else {}
        order = (self.language, *self.card.languages, *items)
        found = next((items[code] for code in order if items.get(code)), [])
        return "\n".join(f"{number}. {one_line(item)}" for number, item in enumerate(found, 1))

    def _said(self, *, short: bool) -> str:
        """Give what is announced; an SMS has it on one line."""
        text = self.said.text if self.said else ""
        return one_line(text) if short else "\n".join(map(one_line, text.split("\n")))

    def _changed(self, *, short: bool) -> str:
        """Say what has changed: the hour, the place. An SMS may have words in another script."""
        known = templates(self.language)
        words = known.get("changes_sms", known["changes"]) if short else known["changes"]
        return words["and"].join(words[what] for what in self.changed if what in words)


def one_line(text: str) -> str:
    """Keep what can be seen of a text, on one line."""
    return " ".join("".join(map(_seen, text)).split())


def _seen(character: str) -> str:
    if character.isprintable() or character in "\u200c\u200d":
        return character
    # Marks of direction, pasted with a text: each would cost a letter, and is no space either.
    return "" if category(character) == "Cf" else " "
