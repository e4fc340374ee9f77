"""What a person may ask of whoever holds their data: to see it, and to have it erased."""

from __future__ import annotations

from services.members.operations import erasing, own_data
from services.members.settings import Settings
from shared import clock
from shared.contracts.events import EventsErasureConfirmed
from shared.contracts.members import EraseMember, ErasureRef, Erasures, FindErasures
from shared.contracts.notifications import ErasureConfirmed
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Transaction
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc, subscribe


class Erasing:
    """What is asked about one person's data, and heard about erasures."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(PersonRef, scope="members:export")
    def person_data(self, request: PersonRef, actor: ActorToken) -> PersonData:
        return own_data.data_for_staff(self.db, request, by=actor.staff_id)

    @rpc(EraseMember, scope="members:erase")
    def erase_member(self, command: EraseMember, actor: ActorToken) -> ErasureRef:
        by, key = actor.staff_id, str(self.settings.parking_key)
        signing_key = self.settings.actor_signing_key.key()
        return erasing.erase_member_by_staff(
            self.db, signing_key, command, by=by, parking_key=key, now=clock.now()
        )

    @rpc(FindErasures, scope="members:erase")
    def erasures(self, request: FindErasures, _: ActorToken) -> Erasures:
        return erasing.erasures(self.db, request)

    @subscribe(EventsErasureConfirmed)
    def note_erasure_in_events(self, tx: Transaction, message: EventsErasureConfirmed) -> None:
        key = str(self.settings.parking_key)
        erasing.hear_events(tx, message, parking_key=key, now=clock.now())

    @subscribe(ErasureConfirmed)
    def note_erasure_in_notifications(self, tx: Transaction, message: ErasureConfirmed) -> None:
        key = str(self.settings.parking_key)
        erasing.hear_notifications(tx, message, parking_key=key, now=clock.now())
