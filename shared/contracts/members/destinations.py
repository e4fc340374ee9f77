"""Where the messages to an audience would go: what a quote of their price is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.contracts.members.rules import AudienceRule
from shared.contracts.members.words import Channel, Language
from shared.contracts.wire import Wire

Among = Literal["all", "uninvited", "yes", "no", "maybe", "silent"]
"""Whom of a rule, by what they have to do with an event: `silent` were invited and said nothing."""


@dataclass(frozen=True, kw_only=True)
class CountDestinations(Wire):
    """
    Counts whom a rule means by channel, language and the beginning of their numbers.

    A number belongs to the longest of `prefixes` that it begins with. With an event only those
    are counted who are `among` the people that the word names.
    """

    rule: AudienceRule = field(default_factory=AudienceRule)
    prefixes: list[str] = field(default_factory=list)
    event_id: UUID | None = None
    among: Among = "all"


@dataclass(frozen=True, kw_only=True)
class Destination(Wire):
    """
    So many messages to so many people: a household at one number is told by one SMS.

    Each of the messages has `names` of people in it (9: as many or more); `wide` when one of them
    has letters that make an SMS wide. `prefix` is empty for e-mail, and for numbers that begin as
    none of those asked for.
    """

    channel: Channel
    language: Language
    messages: int
    people: int
    prefix: str = ""
    names: int = 1
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Destinations(Wire):
    """Where the messages would go; of `people` in all, so many are told on some channel."""

    people: int
    reachable: int
    destinations: list[Destination] = field(default_factory=list)
