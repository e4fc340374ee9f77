"""What came back of e-mails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.notifications.store.base import Store
from shared.contracts.members import Channel
from shared.db.queries import load_queries

queries = load_queries(__file__, "bounces.sql")


class BounceStore(Store):
    """Rows that did not arrive, and addresses at which nothing does."""

    def find_delivery(self, month: date, delivery_id: UUID) -> UUID | None:
        found: UUID | None = queries.find_delivery(self._tx, month=month, id=delivery_id)
        return found

    def bounce(self, month: date, delivery_id: UUID, reason: str, now: datetime) -> None:
        queries.bounce(self._tx, month=month, id=delivery_id, reason=reason, now=now)

    def suppress_once(
        self, channel: Channel, hashes: Sequence[bytes], reason: str, now: datetime
    ) -> bool:
        """Silence addresses; False when all of them were silent."""
        rows = queries.suppress_once(
            self._tx, channel=channel, hashes=list(hashes), reason=reason, now=now
        )
        return bool(list(rows))

    def dead(self, channel: str, hashes: Sequence[bytes]) -> set[bytes]:
        rows = queries.dead(self._tx, channel=channel, hashes=list(hashes))
        return {bytes(row["address_hash"]) for row in rows}

    def month_of_mail(self, mail_id: UUID) -> date | None:
        """Say in which month of the ledger a mail is; OF_AN_ACCOUNT for one that is in none."""
        found: date | None = queries.month_of_mail(self._tx, id=mail_id)
        return found

    def bounce_account_mail(self, mail_id: UUID, reason: str, now: datetime) -> UUID | None:
        """Note that a link or code did not arrive; gives whom it was for."""
        found: UUID | None = queries.bounce_account_mail(
            self._tx, id=mail_id, reason=reason, now=now
        )
        return found

    def note_call(self, call_id: UUID, now: datetime) -> bool:
        """Note a call; False when it was heard before."""
        return queries.note_call(self._tx, id=call_id, now=now) is not None
