"""Who can be told and how, as members announces it."""

from __future__ import annotations

from datetime import timedelta

from services.notifications.operations import (
    planning,
)
from services.notifications.settings import Settings
from shared import clock
from shared.contracts.members import (
    MemberContactChanged,
    MemberMerged,
    MemberUnmerged,
)
from shared.db.database import Transaction
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
    subscribe,
)


class Addresses:
    """Who can be told and how, as members announces it."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @subscribe(MemberContactChanged, lane="urgent")
    def keep_contact(self, tx: Transaction, message: MemberContactChanged) -> None:
        key = self.settings.suppression_key.key()
        planning.keep_contacts(tx, message, key=key, now=clock.now())

    @subscribe(MemberContactChanged, lane="bulk")
    def keep_contacts(self, tx: Transaction, message: MemberContactChanged) -> None:
        key = self.settings.suppression_key.key()
        planning.keep_contacts(tx, message, key=key, now=clock.now())

    @subscribe(MemberMerged)
    def keep_merges(self, tx: Transaction, message: MemberMerged) -> None:
        planning.keep_merges(tx, message)

    @subscribe(MemberUnmerged)
    def keep_unmerges(self, tx: Transaction, message: MemberUnmerged) -> None:
        planning.keep_unmerges(tx, message)

    @every(seconds=5)
    def join_undecided(self) -> bool:
        patience = timedelta(seconds=self.settings.undecided_s)
        return planning.join_undecided(self.db, patience=patience, now=clock.now())
