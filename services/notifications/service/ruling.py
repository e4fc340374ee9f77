"""What the association decides about its sending."""

from __future__ import annotations

from services.notifications.operations import ruling
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.notifications import ChangeSendingRules, SendingRules
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Ruling:
    """What the association decides about its sending."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="sends:read")
    def sending_rules(self, _: ActorToken) -> SendingRules:
        return ruling.rules(self.db, self.settings.usual_rules)

    @rpc(ChangeSendingRules, scope="sending:manage")
    def change_sending_rules(self, command: ChangeSendingRules, actor: ActorToken) -> SendingRules:
        return ruling.change_rules(self.db, command, by=actor.staff_id, now=clock.now())
