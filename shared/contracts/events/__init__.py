"""What `events` announces, and what it answers to `web`."""

from __future__ import annotations

from shared.contracts.events.announced import (
    AudienceRequested,
    EventCancelled,
    EventChanged,
    EventPublished,
    EventsErasureConfirmed,
    InvitationIssued,
    Invitee,
    PlaceOffered,
    RsvpChanged,
)
from shared.contracts.events.answering import GiveAnswer, Invitation, Invited, OpenInvitation
from shared.contracts.events.cards import Answer, Card, CardText, EventType, Place, Source
from shared.contracts.events.door import Doors, FindGuests, Guest, Guests
from shared.contracts.events.noting import FindInvited, InvitedPeople, NoteAnswer
from shared.contracts.events.organising import (
    AnswerPage,
    AnswerRow,
    CancelEvent,
    Cards,
    ChangeEvent,
    Counts,
    EventForm,
    EventIds,
    EventPage,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    PublishEvent,
)

__all__ = [
    "Answer",
    "AnswerPage",
    "AnswerRow",
    "AudienceRequested",
    "CancelEvent",
    "Card",
    "CardText",
    "Cards",
    "ChangeEvent",
    "Counts",
    "Doors",
    "EventCancelled",
    "EventChanged",
    "EventForm",
    "EventIds",
    "EventPage",
    "EventPublished",
    "EventRef",
    "EventType",
    "EventView",
    "EventsErasureConfirmed",
    "FindAnswers",
    "FindEvents",
    "FindGuests",
    "FindInvited",
    "GiveAnswer",
    "Guest",
    "Guests",
    "Invitation",
    "InvitationIssued",
    "Invited",
    "InvitedPeople",
    "Invitee",
    "NoteAnswer",
    "OpenInvitation",
    "Place",
    "PlaceOffered",
    "PublishEvent",
    "RsvpChanged",
    "Source",
]
