"""By which provider messages go, what he says of them, and how fast he may be given more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from services.notifications.domain import Receipt, Record
from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "receipts.sql")


class ReceiptStore(Store):
    """Providers' names of messages, their receipts, their pace."""

    # -- which way, and when

    def note_providers(self, month: date, ids: Sequence[UUID], providers: Sequence[str]) -> None:
        queries.note_providers(self._tx, month=month, ids=list(ids), providers=list(providers))

    def put_off(self, month: date, ids: Sequence[UUID], due_at: datetime, now: datetime) -> None:
        queries.put_off(self._tx, month=month, ids=list(ids), due_at=due_at, now=now)

    def reserve_pace(
        self, provider: str, seconds: float, *, latest: datetime, now: datetime
    ) -> datetime | None:
        """Give the moment from which so many seconds of a provider's time are ours, if any are."""
        free_at: datetime | None = queries.reserve_pace(
            self._tx, provider=provider, seconds=seconds, latest=latest, now=now
        )
        return free_at

    def busy_ways(self, providers: Sequence[str], latest: datetime) -> set[str]:
        rows = queries.busy_ways(self._tx, providers=list(providers), latest=latest)
        return {row["provider"] for row in rows}

    def pace_free_at(self, provider: str) -> datetime:
        free_at: datetime = queries.pace_free_at(self._tx, provider=provider)
        return free_at

    # -- receipts

    def expect(self, month: date, ids: Sequence[UUID], now: datetime) -> None:
        queries.expect(self._tx, month=month, ids=list(ids), now=now)

    def note_receipt(
        self, receipt: Receipt, name: str, address_hash: bytes | None, now: datetime
    ) -> None:
        queries.note_receipt(
            self._tx,
            provider=receipt.provider,
            provider_id=name,
            fate=receipt.fate,
            code=receipt.code[:64],
            reference=receipt.reference,
            address_hash=address_hash,
            now=now,
        )

    def match_receipts(
        self,
        provider: str | None = None,
        names: Sequence[str] = (),
        *,
        ids: Sequence[UUID] | None = None,
    ) -> list[tuple[date, UUID]]:
        """Join receipts with what they are about: by names, of certain messages, or whatever."""
        rows = queries.match_receipts(
            self._tx,
            provider=provider,
            provider_ids=list(names),
            ids=None if ids is None else list(ids),
        )
        return [(row["month"], row["delivery_id"]) for row in rows]

    def known_name(self, provider: str, names: Sequence[str]) -> str | None:
        found: str | None = queries.known_name(self._tx, provider=provider, names=list(names))
        return found

    def adopt_receipt(
        self, provider: str, name: str, month: date, delivery_id: UUID, now: datetime
    ) -> None:
        queries.adopt_receipt(
            self._tx,
            provider=provider,
            provider_id=name,
            month=month,
            delivery_id=delivery_id,
            now=now,
        )

    def rename_receipt(self, provider: str, name: str, known: str) -> None:
        queries.rename_receipt(self._tx, provider=provider, name=name, known=known)

    def in_other_words(self, provider: str, names: Sequence[str]) -> list[Row]:
        return list(queries.in_other_words(self._tx, provider=provider, names=list(names)))

    def waiting_receipts(self, since: datetime, *, limit: int) -> list[Row]:
        return list(queries.waiting_receipts(self._tx, since=since, limit=limit))

    def unsure_of(self, providers: Collection[str], *, since: datetime, limit: int) -> list[Row]:
        found = queries.unsure_of(self._tx, providers=list(providers), since=since, limit=limit)
        return list(found)

    def referring_receipts(self, *, since: datetime, limit: int) -> list[Row]:
        return list(queries.referring_receipts(self._tx, since=since, limit=limit))

    def nameless_receipts(self, *, since: datetime, before: datetime, limit: int) -> list[Row]:
        found = queries.nameless_receipts(self._tx, since=since, before=before, limit=limit)
        return list(found)

    def drop_receipts_of_others(
        self, receipts: Collection[tuple[str, str]]
    ) -> set[tuple[str, str]]:
        """Drop those of what is in no ledger, by provider and name; gives them."""
        found = queries.drop_receipts_of_others(
            self._tx,
            providers=sorted({provider for provider, _ in receipts}),
            names=sorted({name for _, name in receipts}),
        )
        return {(row["provider"], row["provider_id"]) for row in found}

    def settle_receipts(self, found: Sequence[tuple[date, UUID]], now: datetime) -> list[Row]:
        """Bring the ledger to what is known of these messages; gives what moved."""
        ids = [delivery_id for _, delivery_id in found]
        before = list(queries.take_turns(self._tx, months=[month for month, _ in found], ids=ids))
        moved = list(queries.settle_receipts(self._tx, ids=ids, now=now))
        failed = {row["id"] for row in before if row["state"] == "failed"}
        if after_all := [r["id"] for r in moved if r["state"] == "delivered" and r["id"] in failed]:
            queries.follow_arrived(self._tx, ids=after_all, now=now)
        return moved

    def tidy_receipts(self, before: datetime) -> None:
        queries.tidy_receipts(self._tx, before=before)

    # -- looking up

    def take_unsure(
        self,
        providers: Sequence[str],
        *,
        since: datetime,
        again_at: datetime,
        now: datetime,
        limit: int,
    ) -> list[Row]:
        return list(
            queries.take_unsure(
                self._tx,
                providers=list(providers),
                since=since,
                again_at=again_at,
                now=now,
                limit=limit,
            )
        )

    def settle_unsure(self, month: date, records: Sequence[Record], now: datetime) -> list[Row]:
        """Write down what was learnt of uncertain messages; gives batches with rows that moved."""
        return list(
            queries.settle_unsure(
                self._tx,
                month=month,
                ids=[r.id for r in records],
                attempts=[r.attempts for r in records],
                states=[r.state.value for r in records],
                reasons=[r.reason for r in records],
                due_ats=[r.due_at for r in records],
                provider_ids=[r.provider_id for r in records],
                now=now,
            )
        )

    def find_unsure(self, delivery_id: UUID, provider: str) -> Row | None:
        found: Row | None = queries.find_unsure(self._tx, id=delivery_id, provider=provider)
        return found
