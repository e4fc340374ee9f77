"""Where events are kept: one method for each named query, rows in and out."""

from __future__ import annotations

from services.events.store.answers import AnswerStore
from services.events.store.door import DoorStore
from services.events.store.erasing import ErasingStore
from services.events.store.events import EventStore
from services.events.store.invitations import InvitationStore
from services.events.store.noting import NotingStore
from services.events.store.waves import WaveStore

__all__ = ["EventsStore"]


class EventsStore(
    EventStore, WaveStore, InvitationStore, AnswerStore, NotingStore, DoorStore, ErasingStore
):
    """The events' tables, within one transaction."""
