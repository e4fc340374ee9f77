"""The ledger at work: claims, what became of them, and what senders left behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from services.notifications.domain import Record, Terms
from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "ledger.sql")


class LedgerStore(Store):
    """The ledger at work: claims, what became of them, and what senders left behind."""

    # -- the ledger

    def find_batch(self, batch_id: UUID) -> Row | None:
        found: Row | None = queries.find_batch(self._tx, id=batch_id)
        return found

    def take_batch(self, batch_id: UUID, now: datetime) -> None:
        queries.take_batch(self._tx, id=batch_id, now=now)

    def touch_batch(self, batch_id: UUID, now: datetime) -> None:
        queries.touch_batch(self._tx, id=batch_id, now=now)

    def unannounce_batch(self, batch_id: UUID) -> None:
        queries.unannounce_batch(self._tx, id=batch_id)

    def finish_batch(self, batch: Row) -> None:
        queries.finish_batch(self._tx, id=batch["id"], month=batch["month"])

    def schedule_batch(self, batch_id: UUID, due_at: datetime, now: datetime) -> bool:
        """Note when a batch is taken up again; False when that was noted before."""
        return queries.schedule_batch(self._tx, id=batch_id, due_at=due_at, now=now) is not None

    def claim(
        self,
        batch: Row,
        *,
        window: int,
        terms: Terms,
        now: datetime,
        lease_until: datetime,
    ) -> list[Row]:
        """Take a window of due rows and judge each; gives all that were looked at."""
        limit = terms.limit
        if limit:
            queries.hold_limits(self._tx)
        return list(
            queries.claim(
                self._tx,
                month=batch["month"],
                batch_id=batch["id"],
                window=window,
                useful_until=terms.useful_until,
                heed=terms.heed,
                most=limit.most if limit else None,
                days=limit.days if limit else None,
                now=now,
                lease_until=lease_until,
            )
        )

    def suppressed(self, channel: str, hashes: Sequence[bytes]) -> set[bytes]:
        rows = queries.suppressed(self._tx, channel=channel, hashes=list(hashes))
        return {bytes(row["address_hash"]) for row in rows}

    def exclude(self, month: date, ids: Sequence[UUID], reason: str, now: datetime) -> None:
        queries.exclude(self._tx, month=month, ids=list(ids), reason=reason, now=now)

    def release_strays(self, batch: Row, ids: Sequence[UUID], now: datetime) -> None:
        """Let those who are not reached with these rows any more be judged by themselves."""
        queries.release_strays(
            self._tx, month=batch["month"], batch_id=batch["id"], ids=list(ids), now=now
        )

    def names_covered(self, month: date, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Say whom else each of these rows is for."""
        rows = queries.names_covered(self._tx, month=month, ids=list(ids))
        return {row["id"]: row["names"] for row in rows}

    def pass_on_cover(self, batch: Row, ids: Sequence[UUID], now: datetime) -> None:
        queries.pass_on_cover(
            self._tx, month=batch["month"], batch_id=batch["id"], ids=list(ids), now=now
        )

    def record(
        self, month: date, records: Sequence[Record], *, stopped: bool, now: datetime
    ) -> None:
        """Write down what became of claimed rows; what would wait in a stopped send is stopped."""
        queries.record(
            self._tx,
            month=month,
            now=now,
            stopped=stopped,
            ids=[r.id for r in records],
            attempts=[r.attempts for r in records],
            states=[r.state.value for r in records],
            reasons=[r.reason for r in records],
            provider_ids=[r.provider_id for r in records],
            due_ats=[r.due_at for r in records],
        )

    def next_due(self, batch: Row) -> datetime | None:
        found: datetime | None = queries.next_due(
            self._tx, month=batch["month"], batch_id=batch["id"]
        )
        return found

    # -- sweeping

    def lost_leases(self, lost_before: datetime, *, now: datetime, limit: int) -> list[Row]:
        """Make claims that nobody holds any more uncertain; gives them."""
        return list(queries.lost_leases(self._tx, lost_before=lost_before, now=now, limit=limit))

    def resend_uncertain(self, *, before: datetime, now: datetime, limit: int) -> list[UUID]:
        """Let e-mails wait once more that are uncertain since `before`; gives their batches."""
        rows = queries.resend_uncertain(self._tx, before=before, now=now, limit=limit)
        return [row["batch_id"] for row in rows]

    def unfinished_batches(self, *, quiet_since: datetime, now: datetime, limit: int) -> list[Row]:
        return list(
            queries.unfinished_batches(self._tx, quiet_since=quiet_since, now=now, limit=limit)
        )

    def touch_batches(self, ids: Iterable[UUID], now: datetime) -> list[Row]:
        return list(queries.touch_batches(self._tx, ids=list(ids), now=now))
