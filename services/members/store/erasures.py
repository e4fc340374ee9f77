"""Where erasures are noted, and what is taken out for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "erasures.sql")

Row = dict[str, Any]


class ErasureStore:
    """The erasures, and every table of people, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def ask(self, member_id: UUID, *, own: bool, by: UUID | None = None, now: datetime) -> None:
        """Note that somebody wishes it: the person, one of the staff, or nobody knows who."""
        queries.ask(self._tx, member_id=member_id, own=own, by=by, now=now)

    def find(self, ids: Sequence[UUID]) -> Row | None:
        """Find the latest erasure of a person, by whichever of their ids it was asked."""
        found: Row | None = queries.find_erasure(self._tx, ids=list(ids))
        return found

    def with_aliases(self, ids: Sequence[UUID]) -> list[UUID]:
        """Give these ids and those that are theirs by a merge; each is to be confirmed, too."""
        return [row["id"] for row in queries.with_aliases(self._tx, ids=list(ids))]

    def erase(self, ids: Sequence[UUID], now: datetime) -> None:
        """Take everything out that tells of these people; what counts keeps a bare id."""
        people = list(ids)
        queries.begin(self._tx, ids=people, now=now)
        queries.clear_import_rows(self._tx, ids=people)
        queries.leave_out_of_waves(self._tx, ids=people)
        queries.forget_participation(self._tx, ids=people)
        queries.forget_import_keys(self._tx, ids=people)
        queries.forget_addresses(self._tx, ids=people)
        queries.forget_empty_households(self._tx, ids=people)
        queries.forget_people(self._tx, ids=people)

    def known_but_not_erased(self, ids: Sequence[UUID]) -> list[UUID]:
        """Give those of some people who are here, and whose erasure nobody here knows of."""
        return [row["id"] for row in queries.known_but_not_erased(self._tx, ids=list(ids))]

    def confirm_by_events(self, ids: Sequence[UUID], now: datetime) -> None:
        queries.confirm_by_events(self._tx, ids=list(ids), now=now)

    def confirm_by_notifications(self, ids: Sequence[UUID], now: datetime) -> None:
        queries.confirm_by_notifications(self._tx, ids=list(ids), now=now)

    def unconfirmed(self, *, before: datetime, limit: int) -> list[UUID]:
        """Give whose erasure somebody has not confirmed, though told before that moment."""
        rows = queries.unconfirmed(self._tx, before=before, limit=limit)
        return [row["member_id"] for row in rows]

    def tell_again(self, ids: Sequence[UUID], now: datetime) -> None:
        queries.tell_again(self._tx, ids=list(ids), now=now)

    def page(self, after: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
        time, member_id = after or (None, None)
        return list(
            queries.page_of_erasures(self._tx, after_time=time, after_id=member_id, limit=limit)
        )
