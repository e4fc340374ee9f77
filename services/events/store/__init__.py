"""Where events are kept: one method for each named query, rows in and out."""

from __future__ import annotations

from services.events.store.agenda import AgendaStore
from services.events.store.announcing import AnnouncementStore
from services.events.store.answers import AnswerStore
from services.events.store.asked import AskedStore
from services.events.store.assemblies import AssemblyStore
from services.events.store.attendance import AttendanceStore
from services.events.store.calendars import CalendarStore
from services.events.store.checking_in import CheckInStore
from services.events.store.documents import DocumentStore
from services.events.store.door import DoorStore
from services.events.store.erasing import ErasingStore
from services.events.store.events import EventStore
from services.events.store.feedback import FeedbackStore
from services.events.store.invitations import InvitationStore
from services.events.store.keeping_seats import KeepingSeatsStore
from services.events.store.lines import LineStore
from services.events.store.missing import MissingStore
from services.events.store.noting import NotingStore
from services.events.store.places import PlaceStore
from services.events.store.proposals import ProposalStore
from services.events.store.proxies import ProxyStore
from services.events.store.publishings import PublishingStore
from services.events.store.questions import QuestionStore
from services.events.store.quiet import QuietStore
from services.events.store.reminders import ReminderStore
from services.events.store.series import SeriesStore
from services.events.store.session_places import SessionPlaceStore
from services.events.store.sessions import SessionStore
from services.events.store.waves import WaveStore

__all__ = ["EventsStore"]


class EventsStore(
    EventStore,
    ProposalStore,
    QuestionStore,
    QuietStore,
    AskedStore,
    SeriesStore,
    LineStore,
    SessionStore,
    SessionPlaceStore,
    WaveStore,
    MissingStore,
    AnnouncementStore,
    InvitationStore,
    PlaceStore,
    AnswerStore,
    KeepingSeatsStore,
    NotingStore,
    AgendaStore,
    AttendanceStore,
    CalendarStore,
    PublishingStore,
    DoorStore,
    CheckInStore,
    ReminderStore,
    FeedbackStore,
    ErasingStore,
    AssemblyStore,
    DocumentStore,
    ProxyStore,
):
    """The events' tables, within one transaction."""
