"""The programme of an event."""

from __future__ import annotations

from services.events.operations import sessions
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import EventView, PutSession, RemoveSession
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Sessions:
    """The programme of an event."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(PutSession, scope="events:write")
    def put_session(self, request: PutSession, actor: ActorToken) -> EventView:
        return sessions.put_session(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(RemoveSession, scope="events:write")
    def remove_session(self, request: RemoveSession, actor: ActorToken) -> EventView:
        return sessions.remove_session(self.db, request, by=actor.staff_id, now=clock.now())
