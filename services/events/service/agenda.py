"""What everybody may read."""

from __future__ import annotations

from services.events.operations import agenda
from shared import clock
from shared.contracts.events import AgendaEvent, AgendaPage, EventRef, FindAgenda
from shared.edge.service import DatabaseProvider, rpc


class Agenda:
    """What everybody may read."""

    db = DatabaseProvider()

    @rpc(FindAgenda)
    def agenda(self, request: FindAgenda) -> AgendaPage:
        return agenda.agenda(self.db, request, now=clock.now())

    @rpc(EventRef)
    def agenda_event(self, request: EventRef) -> AgendaEvent:
        return agenda.agenda_event(self.db, request.event_id)
