"""Events that come again."""

from __future__ import annotations

from services.events.operations import repeating
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import EventRef, EventView, RepeatEvent, SeriesView
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Repeating:
    """Events that come again."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(RepeatEvent, scope="events:publish")
    def repeat_event(self, request: RepeatEvent, actor: ActorToken) -> EventView:
        return repeating.repeat_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def series_of(self, request: EventRef, _: ActorToken) -> SeriesView:
        return repeating.series_of(self.db, request, now=clock.now())

    @every(seconds=60)
    def extend_series(self) -> bool:
        return repeating.extend_series(self.db, now=clock.now())
