"""What the door asks."""

from __future__ import annotations

from services.events.operations import door
from services.events.settings import Settings
from shared import clock
from shared.contracts.events import (
    Doors,
    FindGuests,
    Guests,
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
        return door.guests(self.db, request, now=clock.now())
