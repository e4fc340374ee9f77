"""When the association sends nothing: places that are offered are held for hours awake."""

from __future__ import annotations

from services.events.store import EventsStore
from shared.contracts.notifications import SendingRulesChanged
from shared.db.database import Transaction


def keep_rules(tx: Transaction, message: SendingRulesChanged) -> None:
    """Know the rules that hold from now on; older ones that come late change nothing."""
    EventsStore(tx).keep_sending_rules(message.rules)
