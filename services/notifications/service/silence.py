"""Who asks not to be told any more."""

from __future__ import annotations

from services.notifications.operations import (
    silence,
)
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import (
    OptedOut,
    OptOut,
    Silence,
    StopOwnMessages,
)
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    rpc,
)


class Silencing:
    """Who asks not to be told any more."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(OptOut)
    def opt_out(self, request: OptOut) -> OptedOut:
        key = self.settings.suppression_key.key()
        return silence.opt_out(self.db, request, key=key, now=clock.now())

    @rpc(scope="own:messages")
    def own_silence(self, actor: ActorToken) -> Silence:
        key = self.settings.suppression_key.key()
        return silence.own_silence(self.db, actor.staff_id, key=key)

    @rpc(StopOwnMessages, scope="own:messages")
    def stop_own_messages(self, request: StopOwnMessages, actor: ActorToken) -> OptedOut:
        key, person = self.settings.suppression_key.key(), actor.staff_id
        return silence.stop_own(self.db, request, person, key=key, now=clock.now())
