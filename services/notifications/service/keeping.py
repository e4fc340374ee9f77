"""What is held of people, for how long, and who did what."""

from __future__ import annotations

from services.notifications.operations import (
    erasing,
    own_data,
)
from services.notifications.settings import Settings
from services.notifications.store.retention import queries
from shared import clock
from shared.contracts.audit import AuditPage, FindAudit
from shared.contracts.members import (
    MemberErased,
)
from shared.contracts.persons import PersonData, PersonRef
from shared.contracts.retention import KeepFor, Retention
from shared.db import audit, retention
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    every,
    rpc,
    subscribe,
)


class Keeping:
    """What is held of people, for how long, and who did what."""

    name: str
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(PersonRef, scope="members:export")
    def person_data(self, request: PersonRef, _: ActorToken) -> PersonData:
        return own_data.data_of(self.db, request, key=self.settings.suppression_key.key())

    @rpc(FindAudit, scope="audit:read")
    def audit(self, request: FindAudit, _: ActorToken) -> AuditPage:
        return audit.page(self.db, request)

    @rpc(scope="own:data")
    def own_data(self, actor: ActorToken) -> PersonData:
        key, person = self.settings.suppression_key.key(), PersonRef(member_id=actor.staff_id)
        return own_data.data_of(self.db, person, key=key)

    @rpc(scope="privacy:manage")
    def retention(self, _: ActorToken) -> Retention:
        return retention.kept(self.db, self.name)

    @rpc(KeepFor, scope="privacy:manage")
    def keep_for(self, command: KeepFor, actor: ActorToken) -> Retention:
        return retention.keep_for(self.db, self.name, command, by=actor.staff_id)

    @subscribe(MemberErased)
    def erase(self, tx: Transaction, message: MemberErased) -> None:
        key, parking_key = self.settings.suppression_key.key(), str(self.settings.parking_key)
        erasing.erase(tx, message, key=key, parking_key=parking_key, now=clock.now())

    @every(seconds=60)
    def take_out_what_is_over(self) -> bool:
        return retention.take_out(self.db, queries, now=clock.now())
