"""Changing an event."""

from __future__ import annotations

from services.events.operations import changing
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import ChangeEvent, ChangeWeighed, EventView
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Changing:
    """Changing an event."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(ChangeEvent, scope="events:write")
    def change_event(self, request: ChangeEvent, actor: ActorToken) -> EventView:
        by, hold = actor.staff_id, self.settings.hold
        return changing.change_event(self.db, request, by=by, hold=hold, now=clock.now())

    @rpc(ChangeEvent, scope="events:write")
    def weigh_change(self, request: ChangeEvent, _: ActorToken) -> ChangeWeighed:
        return changing.weigh_change(self.db, request, now=clock.now())
