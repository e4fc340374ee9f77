"""Making claimed rows into finished messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.notifications.channels import Outgoing
from services.notifications.domain import NotSent, Outcome, Rejected
from services.notifications.store.base import Row
from services.notifications.texts import Unwritable
from shared.contracts.events import Card

log = structlog.get_logger()


class Writer(Protocol):
    """Makes a claimed row into a finished message; Unwritable when that cannot be."""

    def write(self, row: Row, batch: Row, card: Card, now: datetime) -> Outgoing: ...


def write_all(
    writer: Writer, batch: Row, card: Card, rows: Sequence[Row], now: datetime
) -> tuple[list[Outgoing], dict[UUID, Outcome]]:
    """Write every message; one that cannot be written does not keep the others."""
    messages: list[Outgoing] = []
    outcomes: dict[UUID, Outcome] = {}
    for row in rows:
        try:
            messages.append(writer.write(row, batch, card, now))
        except Unwritable as error:
            outcomes[row["id"]] = Rejected(error.code)
        except Exception:
            log.exception("message_unwritable", delivery_id=str(row["id"]))
            outcomes[row["id"]] = NotSent("unwritable")
    return messages, outcomes
