"""Sends that are released, stopped by hand, and go on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "steering.sql")


class SteeringStore(Store):
    """Sends that are released, stopped by hand, and go on."""

    def release_send(self, send_id: UUID, by: UUID, words: str) -> Row | None:
        found: Row | None = queries.release_send(self._tx, id=send_id, by=by, words=words)
        return found

    def withdraw_release(self, send_id: UUID, released_as: str, now: datetime) -> None:
        """Let a send wait again that was released as something else than it says now."""
        queries.withdraw_release(self._tx, id=send_id, released_as=released_as, now=now)

    def note_stop(self, send_id: UUID, by: UUID, now: datetime) -> None:
        queries.note_stop(self._tx, id=send_id, by=by, now=now)

    def resume_send(self, send_id: UUID) -> Row | None:
        """Let a stopped send go on; None when it cannot."""
        found: Row | None = queries.resume_send(self._tx, id=send_id)
        return found

    def send_to_reopen(self) -> Row | None:
        found: Row | None = queries.send_to_reopen(self._tx)
        return found

    def reopen_rows(self, send: Row, *, limit: int, now: datetime) -> list[UUID]:
        """Open some rows again that a stop has closed; gives the batch of each."""
        rows = queries.reopen_rows(
            self._tx, month=send["month"], send_id=send["id"], limit=limit, now=now
        )
        return [row["batch_id"] for row in rows]

    def reopened(self, send_id: UUID) -> None:
        queries.reopened(self._tx, id=send_id)

    def open_batches(self, send_id: UUID, now: datetime) -> list[Row]:
        return list(queries.open_batches(self._tx, send_id=send_id, now=now))

    def still_going(self, batch_id: UUID) -> bool:
        return bool(queries.still_going(self._tx, id=batch_id))
