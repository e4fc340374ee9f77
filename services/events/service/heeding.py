"""When the association sends nothing."""

from __future__ import annotations

from services.events.operations import heeding
from shared.contracts.notifications import SendingRulesChanged
from shared.db.database import Transaction
from shared.edge.service import subscribe


class Heeding:
    """When the association sends nothing."""

    @subscribe(SendingRulesChanged)
    def keep_sending_rules(self, tx: Transaction, message: SendingRulesChanged) -> None:
        heeding.keep_rules(tx, message)
