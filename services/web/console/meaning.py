"""What a rule means, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from services.web import asking
from services.web.console.rules import OF_EVENTS
from services.web.languages import current, short_day
from services.web.words import word
from shared.contracts.events import EventPage, FindEvents
from shared.contracts.members import AudienceRule, Condition, HandList, Named, Reference, Sortings

Choice = tuple[str, str]
CLOSED = {
    "language": ("ar", "fr", "zgh", "en"),
    "gender": ("woman", "man", "other", "unsaid"),
    "consent": ("sms", "email"),
    "reach": ("sms", "email", "landline", "nobody"),
}

ASKED_AS = {"consent": "channel", "gender": "asked_gender"}
"""Conditions whose values are words of another kind."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen in each condition, with its name: asked once for a page."""

    of: Mapping[str, list[Choice]]
    lists: list[HandList] = field(default_factory=list)

    @classmethod
    def asked(cls) -> Choices:
        language = current()
        reference: Reference = asking.members().reference()
        sortings: Sortings = asking.members().sortings()
        events = asking.part(lambda: asking.events().events(FindEvents()))
        of: dict[str, list[Choice]] = {
            "body": _named(reference.bodies, language),
            "axis": _named(reference.axes, language),
            "region": _named(reference.regions, language),
            "partner": _named(sortings.partners, language),
            "tag": _named(sortings.tags, language),
            "list": [(str(one.list_id), one.name) for one in sortings.lists],
            "events": _events(events, language),
        }
        for what, codes in CLOSED.items():
            kind = ASKED_AS.get(what, what)
            of[what] = [(code, word(kind, code)) for code in codes]
        of["mandate"] = of["body"]
        return cls(of=of | dict.fromkeys(OF_EVENTS, of["events"]), lists=sortings.lists)

    def names(self, what: str, codes: Iterable[str]) -> list[str]:
        known = dict(self.of.get(what, []))
        unknown = gettext("another event") if what in OF_EVENTS else ""
        return [known.get(code) or unknown or code for code in codes]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A group in words: how its lines are taken together, and the lines."""

    match: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A rule in words; without groups it means everybody."""

    match: str
    groups: list[Said] = field(default_factory=list)


def meaning(rule: AudienceRule, choices: Choices) -> Meaning:
    """Say a rule in words."""
    groups = [
        Said(match=group.match, lines=[_line(one, choices) for one in group.conditions])
        for group in rule.groups
    ]
    return Meaning(match=rule.match, groups=groups)


def _line(asked: Condition, choices: Choices) -> str:
    label = word("condition", asked.what)
    if asked.what == "uninvited":
        return label
    names = choices.names(asked.what, asked.values)
    if asked.what in OF_EVENTS and not names:
        names = [gettext("any event")]
    said = _ages(asked) if asked.what == "age" else gettext(" or ").join(names)
    if asked.what == "mandate":
        said = _mandate(asked, said)
    return gettext("%(condition)s: %(values)s", condition=label, values=said)


def _ages(asked: Condition) -> str:
    if asked.age_from is None:
        return gettext("up to %(age)s years", age=asked.age_to)
    if asked.age_to is None:
        return gettext("%(age)s years and more", age=asked.age_from)
    return gettext(
        "from %(youngest)s to %(oldest)s years", youngest=asked.age_from, oldest=asked.age_to
    )


def _mandate(asked: Condition, bodies: str) -> str:
    tense = word("tense", asked.tense)
    if asked.before is not None:
        tense = f"{tense} {short_day(asked.before)}"
    parts = (bodies or gettext("any body"), asked.office, tense)
    return " · ".join(part for part in parts if part)


def _named(things: Iterable[Named], language: str) -> list[Choice]:
    return [
        (
            thing.code,
            thing.names.get(language)
            or thing.names.get("fr")
            or next(iter(thing.names.values()), thing.code),
        )
        for thing in things
    ]


def _events(page: EventPage | None, language: str) -> list[Choice]:
    """Name the newest events; a draft has invited nobody."""
    if page is None:
        return []
    return [
        (str(view.card.event_id), view.card.text(language).title)
        for view in page.events
        if view.state != "draft"
    ]
