"""The programme of an event."""

from __future__ import annotations

from services.events.operations import session_places, sessions
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    ChooseSessions,
    EventRef,
    EventView,
    FindInSession,
    InSessionPage,
    Invitation,
    PutSession,
    RemoveSession,
    SessionRooms,
)
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

    @rpc(ChooseSessions)
    def choose_sessions(self, request: ChooseSessions) -> Invitation:
        key = self.settings.codes_key.key()
        return session_places.choose_sessions(self.db, request, key=key, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def session_rooms(self, request: EventRef, _: ActorToken) -> SessionRooms:
        return session_places.session_rooms(self.db, request)

    @rpc(FindInSession, scope="names:read")
    def in_session(self, request: FindInSession, _: ActorToken) -> InSessionPage:
        return session_places.in_session(self.db, request)
