"""A person's own calendar."""

from __future__ import annotations

from services.events.operations import calendars
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import CalendarOf, CalendarRef, OwnCalendar
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Calendars:
    """A person's own calendar."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="own:calendar")
    def own_calendar(self, actor: ActorToken) -> OwnCalendar:
        return calendars.own_calendar(self.db, actor.staff_id, key=self.settings.codes_key.key())

    @rpc(scope="own:calendar")
    def open_calendar(self, actor: ActorToken) -> OwnCalendar:
        key = self.settings.codes_key.key()
        return calendars.open_calendar(self.db, actor.staff_id, key=key, now=clock.now())

    @rpc(scope="own:calendar")
    def close_calendar(self, actor: ActorToken) -> OwnCalendar:
        return calendars.close_calendar(self.db, actor.staff_id)

    @rpc(CalendarRef)
    def calendar(self, request: CalendarRef) -> CalendarOf:
        key = self.settings.codes_key.key()
        return calendars.calendar(self.db, request.secret, key=key, now=clock.now())
