"""Who is invited, and what became of telling them."""

from __future__ import annotations

from services.events.operations import inviting, missing
from services.events.settings import Settings
from shared import clock
from shared.contracts.members import AudienceResolved, MemberMerged, MemberUnmerged
from shared.contracts.notifications import DeliverySettled, PlanCounted
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
    subscribe,
)


class Inviting:
    """Who is invited, and what became of telling them."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @subscribe(AudienceResolved)
    def invite(self, tx: Transaction, message: AudienceResolved) -> None:
        inviting.invite(tx, message, key=self.settings.codes_key.key(), now=clock.now())

    @subscribe(MemberMerged)
    def keep_merges(self, tx: Transaction, message: MemberMerged) -> None:
        inviting.keep_merges(tx, message)

    @subscribe(MemberUnmerged)
    def keep_unmerges(self, tx: Transaction, message: MemberUnmerged) -> None:
        inviting.keep_unmerges(tx, message)

    @subscribe(DeliverySettled)
    def keep_settled(self, tx: Transaction, message: DeliverySettled) -> None:
        inviting.keep_settled(tx, message)

    @subscribe(PlanCounted)
    def hear_count(self, tx: Transaction, message: PlanCounted) -> None:
        missing.hear_count(tx, message, now=clock.now())

    @every(seconds=5)
    def ask_for_what_is_missing(self) -> bool:
        return missing.ask_for_what_is_missing(self.db, now=clock.now())
