"""Somebody at a door who is on no list: not invited, or without an answer so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.contracts.members.joining import Agreed
from shared.contracts.members.words import Language
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class WalkIn(Wire):
    """
    Who came in, as a volunteer typed it; the same `command_id` again changes nothing.

    `agreed` are the words that the person read or heard and said yes to, on `day`; without them
    they are on record and not written to. Whoever is on record already is found by name and number,
    not doubled; without a number they are somebody new.
    """

    command_id: UUID
    first_name: str
    last_name: str
    language: Language
    day: date
    phone: str = ""
    agreed: Agreed | None = None


@dataclass(frozen=True, kw_only=True)
class WalkedIn(Wire):
    """Who it is; nothing says whether they were known before."""

    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class FindAtNumber(Wire):
    """
    Who of the people told at a mobile number was invited to an event, as a volunteer may see them.

    Nobody of whom that is true is refused as nobody known, and whoever tries many is held back.
    """

    event_id: UUID
    phone: str
