"""Places that were asked for."""

from __future__ import annotations

from services.events.operations import placing
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import DecidePlace, EventRef, PlaceRequests
from shared.contracts.members import PlaceRequested
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
    subscribe,
)


class Placing:
    """Places that were asked for."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @subscribe(PlaceRequested)
    def keep_place_request(self, tx: Transaction, message: PlaceRequested) -> None:
        placing.hear(tx, message, now=clock.now())

    @rpc(EventRef, scope="names:read")
    def place_requests(self, request: EventRef, _: ActorToken) -> PlaceRequests:
        return placing.requests(self.db, request.event_id, now=clock.now())

    @rpc(DecidePlace, scope="events:publish")
    def decide_place(self, request: DecidePlace, actor: ActorToken) -> PlaceRequests:
        key, by = self.settings.codes_key.key(), actor.staff_id
        return placing.decide(self.db, request, key=key, by=by, now=clock.now())
