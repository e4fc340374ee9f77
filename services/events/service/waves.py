"""Waves."""

from __future__ import annotations

from services.events.domain.small_groups import waves_without_parts
from services.events.domain.whom import scopes_of
from services.events.operations import keeping_seats, waves
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import DropWave, EventRef, KeepSeats, PlanWave, WaveChecked, Waves
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, every, rpc


class Waving:
    """Waves."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EventRef, scope="events:read")
    def waves(self, request: EventRef, actor: ActorToken) -> Waves:
        found = waves.waves_of(self.db, request.event_id)
        return found if "names:read" in actor.scopes else waves_without_parts(found)

    @rpc(PlanWave, scope="events:publish")
    def check_wave(self, request: PlanWave, actor: ActorToken) -> WaveChecked:
        for scope in scopes_of(request.wish):
            actor.may(scope)
        return waves.check_wave(self.db, request, now=clock.now())

    @rpc(PlanWave, scope="events:publish")
    def plan_wave(self, request: PlanWave, actor: ActorToken) -> Waves:
        for scope in scopes_of(request.wish):
            actor.may(scope)
        return waves.plan_wave(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(DropWave, scope="events:publish")
    def drop_wave(self, request: DropWave, actor: ActorToken) -> Waves:
        return waves.drop_wave(self.db, request, by=actor.staff_id)

    @rpc(KeepSeats, scope="events:publish")
    def keep_seats(self, request: KeepSeats, actor: ActorToken) -> Waves:
        by, hold, now = actor.staff_id, self.settings.hold, clock.now()
        return keeping_seats.keep_seats(self.db, request, by=by, hold=hold, now=now)

    @every(seconds=1)
    def release_kept_seats(self) -> bool:
        return keeping_seats.release_next(self.db, hold=self.settings.hold, now=clock.now())

    @every(seconds=1)
    def send_next_wave(self) -> bool:
        return waves.send_next_wave(self.db, now=clock.now())
