"""What the ledger needs without anybody asking."""

from __future__ import annotations

from datetime import timedelta

from services.notifications.operations import (
    falling_back,
    planning,
    receipts,
    silence,
    sweeping,
)
from services.notifications.settings import Settings
from shared import clock
from shared.edge.service import (
    DatabaseProvider,
    SettingsProvider,
    every,
)


class Sweeping:
    """What the ledger needs without anybody asking."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    @every(seconds=1)
    def close_stopped(self) -> bool:
        return planning.close_stopped(self.db, now=clock.now())

    @every(seconds=1)
    def tell_silences(self) -> bool:
        return silence.tell_silences(self.db)

    @every(seconds=2)
    def settle(self) -> bool:
        return sweeping.settle(self.db)

    @every(seconds=5)
    def sweep(self) -> bool:
        quiet = timedelta(seconds=self.settings.quiet_s)
        thresholds = sweeping.Thresholds(lease=self.settings.lease, quiet=quiet)
        return sweeping.sweep(self.db, thresholds, now=clock.now())

    @every(seconds=2)
    def tell_otherwise(self) -> bool:
        return falling_back.tell_otherwise(self.db, now=clock.now())

    @every(seconds=5)
    def join_late_receipts(self) -> bool:
        key = self.settings.suppression_key.key()
        return receipts.join_late(self.db, key=key, now=clock.now())
