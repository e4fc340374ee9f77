"""Whom no channel reaches, so that somebody calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

WhyCalled = Literal["landline_only", "no_contact", "stopped_sms", "never_agreed", "came_back"]


@dataclass(frozen=True, kw_only=True)
class FindCallSheet(Wire):
    """
    Those of an event's audience, of a saved one or of all whom no channel reaches, by name.

    `after` is the `next` of the page before; `taken_out` when it leaves the house as a file.
    """

    event_id: UUID | None = None
    audience_id: UUID | None = None
    after: UUID | None = None
    limit: int = 100
    taken_out: bool = False


@dataclass(frozen=True, kw_only=True)
class CallRow(Wire):
    """Somebody to be called, under which number, and why no message reaches them."""

    member_id: UUID
    first_name: str
    last_name: str
    number: str | None
    reason: WhyCalled


@dataclass(frozen=True, kw_only=True)
class CallSheet(Wire):
    """
    A page of them, and how many there are in all.

    `left_in_peace` counts those who want no messages at all, and minors without a guardian's
    consent: they are reached by nothing, and are not to be called.
    """

    rows: list[CallRow]
    total: int
    left_in_peace: int
    next: UUID | None = None
