"""Answers that somebody of the association writes down: after a phone call, or at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.events.answering import Invited
from shared.contracts.events.cards import Answer
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class FindInvited(Wire):
    """Where people stand in one event; at most 500 ids."""

    event_id: UUID
    member_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class InvitedPeople(Wire):
    """
    Those of the people asked for who are invited, under the ids that they were asked for by.

    Of the event: how many guests one may bring, and how many places are free now.
    """

    people: list[Invited]
    guests_most: int = 0
    free: int = 0


@dataclass(frozen=True, kw_only=True)
class NoteAnswer(Wire):
    """
    What an invited person said on the phone, or says at the desk.

    It is kept by the same rule as an answer by the link, only without the deadline.
    The same `command_id` again changes nothing.
    """

    command_id: UUID
    event_id: UUID
    member_id: UUID
    answer: Answer
    guests: int = 0
    together: bool = False
