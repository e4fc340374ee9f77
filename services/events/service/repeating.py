"""Events that come again."""

from __future__ import annotations

from services.events.operations import repeating, rescheduling
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    ChangeSeries,
    EventRef,
    EventView,
    RepeatEvent,
    SeriesView,
    SeriesWeighed,
)
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Repeating:
    """Events that come again."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(RepeatEvent, scope="events:publish")
    def repeat_event(self, request: RepeatEvent, actor: ActorToken) -> EventView:
        return repeating.repeat_event(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChangeSeries, scope="events:publish")
    def change_series(self, request: ChangeSeries, actor: ActorToken) -> EventView:
        hold = self.settings.hold
        return rescheduling.change_series(
            self.db, request, by=actor.staff_id, hold=hold, now=clock.now()
        )

    @rpc(ChangeSeries, scope="events:publish")
    def weigh_series(self, request: ChangeSeries, _: ActorToken) -> SeriesWeighed:
        return rescheduling.weigh_series(self.db, request, now=clock.now())

    @rpc(EventRef, scope="events:read")
    def series_of(self, request: EventRef, _: ActorToken) -> SeriesView:
        return repeating.series_of(self.db, request, now=clock.now())

    @every(seconds=60)
    def extend_series(self) -> bool:
        return repeating.extend_series(self.db, now=clock.now())
