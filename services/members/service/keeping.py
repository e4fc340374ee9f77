"""How long what is kept, and the register of processing: for administrators."""

from __future__ import annotations

from services.members.operations import registering
from services.members.operations.retention import silent_people
from services.members.settings import Settings
from services.members.store.retention import PROPOSED
from shared.contracts.members import FillRegister, Register, SilentPeople
from shared.contracts.retention import KeepFor, Retention
from shared.db import retention
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc


class Keeping:
    """What is asked about retention and the register."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(scope="privacy:manage")
    def retention(self, _: ActorToken) -> Retention:
        return retention.kept(self.db, "members", proposed=PROPOSED)

    @rpc(KeepFor, scope="privacy:manage")
    def keep_for(self, command: KeepFor, actor: ActorToken) -> Retention:
        by = actor.staff_id
        return retention.keep_for(self.db, "members", command, proposed=PROPOSED, by=by)

    @rpc(scope="privacy:manage")
    def silent_people(self, _: ActorToken) -> SilentPeople:
        return silent_people(self.db)

    @rpc(scope="privacy:manage")
    def register(self, _: ActorToken) -> Register:
        return registering.register(self.db)

    @rpc(FillRegister, scope="privacy:manage")
    def fill_register(self, command: FillRegister, actor: ActorToken) -> Register:
        return registering.fill_register(self.db, command, by=actor.staff_id)
