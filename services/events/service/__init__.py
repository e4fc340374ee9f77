"""
What events answers and hears: the menu of the service.

Each room of this package is a page of the menu.
"""

from __future__ import annotations

from services.events.service.agenda import Agenda
from services.events.service.announcing import Announcing
from services.events.service.answering import Answering
from services.events.service.assemblies import Assemblies
from services.events.service.attendance import Attendance
from services.events.service.calendars import Calendars
from services.events.service.changing import Changing
from services.events.service.documents import DocumentsOfAssemblies
from services.events.service.door import Door
from services.events.service.heeding import Heeding
from services.events.service.inviting import Inviting
from services.events.service.keeping import Keeping
from services.events.service.later import Later
from services.events.service.noting import Noting
from services.events.service.organising import Organising
from services.events.service.placing import Placing
from services.events.service.proposing import Proposing
from services.events.service.proxies import Proxies
from services.events.service.questions import Questions
from services.events.service.reminding import Reminding
from services.events.service.repeating import Repeating
from services.events.service.sessions import Sessions
from services.events.service.waves import Waving
from services.events.settings import Settings
from shared.edge.service import DatabaseProvider, SettingsProvider, drain_parking

__all__ = ["EventsService"]


class EventsService(
    Organising,
    Changing,
    Later,
    Repeating,
    Sessions,
    Questions,
    Proposing,
    Inviting,
    Answering,
    Placing,
    Noting,
    Reminding,
    Waving,
    Announcing,
    Agenda,
    Calendars,
    Door,
    Attendance,
    Assemblies,
    DocumentsOfAssemblies,
    Heeding,
    Proxies,
    Keeping,
):
    """Events, invitations, answers and seats."""

    name = "events"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @drain_parking
    def empty_parking(self) -> None:
        """Take over what the broker gave up on."""
