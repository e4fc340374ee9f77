"""People who are erased, and who has confirmed it."""

from __future__ import annotations

from services.members.operations import erasing
from services.members.settings import Settings
from shared import clock
from shared.contracts.events import EventsErasureConfirmed
from shared.contracts.members import EraseMember, ErasureRef, Erasures, FindErasures
from shared.contracts.notifications import ErasureConfirmed
from shared.db.database import Transaction
from shared.edge.service import ActorToken, DatabaseProvider, SettingsProvider, rpc, subscribe


class Erasing:
    """What is asked and heard about erasures."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @rpc(EraseMember, scope="members:erase")
    def erase_member(self, command: EraseMember, actor: ActorToken) -> ErasureRef:
        by, key = actor.staff_id, str(self.settings.parking_key)
        return erasing.erase_member(self.db, command, by=by, parking_key=key, now=clock.now())

    @rpc(FindErasures, scope="members:erase")
    def erasures(self, request: FindErasures, _: ActorToken) -> Erasures:
        return erasing.erasures(self.db, request)

    @subscribe(EventsErasureConfirmed)
    def note_erasure_in_events(self, tx: Transaction, message: EventsErasureConfirmed) -> None:
        erasing.hear_events(tx, message, now=clock.now())

    @subscribe(ErasureConfirmed)
    def note_erasure_in_notifications(self, tx: Transaction, message: ErasureConfirmed) -> None:
        erasing.hear_notifications(tx, message, now=clock.now())
