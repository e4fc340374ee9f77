"""What the door asks."""

from __future__ import annotations

from services.events.operations import checking_in, door
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    CamePage,
    CheckedIn,
    CheckIn,
    Doors,
    EventRef,
    FindCame,
    FindGuests,
    Guests,
    Here,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
)


class Door:
    """What the door asks."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="door:read")
    def doors(self, _: ActorToken) -> Doors:
        return door.doors(self.db, now=clock.now())

    @rpc(FindGuests, scope="door:read")
    def guests(self, request: FindGuests, _: ActorToken) -> Guests:
        key = self.settings.codes_key.key()
        return door.guests(self.db, request, key=key, now=clock.now())

    @rpc(CheckIn, scope="door:write")
    def check_in(self, request: CheckIn, actor: ActorToken) -> CheckedIn:
        key = self.settings.codes_key.key()
        return checking_in.check_in(self.db, request, by=actor.staff_id, key=key, now=clock.now())

    @rpc(FindCame, scope="door:read")
    def came(self, request: FindCame, _: ActorToken) -> CamePage:
        return checking_in.came(self.db, request)

    @rpc(EventRef, scope="events:read")
    def here(self, request: EventRef, _: ActorToken) -> Here:
        return checking_in.here(self.db, request)
