"""What is said once more: corrections of a send, and a send again to those it did not reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.store.base import Row, Store
from services.notifications.store.sends import MAY_GO, Batches, Verdict
from shared.db.queries import load_queries

queries = load_queries(__file__, "again.sql")


class AgainStore(Store):
    """What is said once more: corrections of a send, and a send again to those it did not reach."""

    def begin_correction(
        self, new_id: UUID, send_id: UUID, said: dict[str, Any], *, held: bool, by: UUID
    ) -> Row | None:
        found: Row | None = queries.begin_correction(
            self._tx,
            id=new_id,
            send_id=send_id,
            said=Jsonb(said),
            state="held" if held else "running",
            asked_by=by,
        )
        return found

    def begin_resend(
        self, new_id: UUID, send_id: UUID, mended: Sequence[str], *, held: bool, by: UUID
    ) -> Row | None:
        found: Row | None = queries.begin_resend(
            self._tx,
            id=new_id,
            send_id=send_id,
            mended=list(mended),
            state="held" if held else "running",
            asked_by=by,
        )
        return found

    def replaced(self, send_id: UUID) -> bool:
        """Tell whether a newer round says it, or the event is off."""
        return bool(queries.replaced(self._tx, id=send_id))

    def send_to_say_again(self) -> Row | None:
        found: Row | None = queries.send_to_say_again(self._tx)
        return found

    def next_people(self, send: Row, limit: int) -> UUID | None:
        """Say up to whom the next rows go of what a send is about; None when there are no more."""
        found: UUID | None = queries.next_people(
            self._tx,
            month=send["about_month"],
            send_id=send["about"],
            after=send["plan_after"],
            limit=limit,
        )
        return found

    def plan_correction(
        self,
        send: Row,
        upto: UUID,
        batches: Batches,
        *,
        useful_until: datetime,
        verdict: Verdict | None,
    ) -> set[str]:
        """Write a row for each message that may have arrived; gives channels that may have work."""
        rows = queries.plan_correction(
            self._tx,
            month=send["month"],
            send_id=send["id"],
            event_id=send["event_id"],
            about=send["about"],
            after=send["plan_after"],
            upto=upto,
            useful_until=useful_until,
            sms_batch=batches.sms,
            email_batch=batches.email,
            card_version=send["card_version"],
            verdict=verdict and verdict.state,
            why=verdict and verdict.why,
        )
        return {row["channel"] for row in rows if row["state"] in MAY_GO}

    def failed_people(
        self, send: Row, upto: UUID, *, useful_until: datetime | None, now: datetime
    ) -> list[Row]:
        """Give whom of a page it did not reach for what is mended by now, and how to reach them."""
        rows = queries.failed_people(
            self._tx,
            about=send["about"],
            about_month=send["about_month"],
            after=send["plan_after"],
            upto=upto,
            mended=send["mended"],
            useful_until=useful_until,
            now=now,
        )
        return list(rows)

    def count_failed(
        self, send: Row, *, useful_until: datetime | None, now: datetime, limit: int
    ) -> list[Row]:
        return list(
            queries.count_failed(
                self._tx,
                month=send["month"],
                send_id=send["id"],
                family=send["id"],
                useful_until=useful_until,
                now=now,
                limit=limit,
            )
        )

    def family(self, send_id: UUID) -> list[Row]:
        """Give a send with those that are once more of it."""
        return list(queries.family(self._tx, id=send_id))

    def where_a_correction_goes(self, send_id: UUID, share: int) -> list[Row]:
        """Count a part of those whom a correction would go to, `share` of 256."""
        return list(queries.where_a_correction_goes(self._tx, send_id=send_id, share=share))

    def where_a_send_again_goes(
        self,
        send: Row,
        mended: Sequence[str],
        *,
        useful_until: datetime | None,
        now: datetime,
        limit: int,
    ) -> list[Row]:
        return list(
            queries.where_a_send_again_goes(
                self._tx,
                month=send["month"],
                send_id=send["id"],
                mended=list(mended),
                useful_until=useful_until,
                now=now,
                limit=limit,
            )
        )

    def note_gap(self, send_ids: Sequence[UUID], now: datetime) -> None:
        """Write down what of these sends is on its way at this moment."""
        queries.note_gap(self._tx, send_ids=list(send_ids), now=now)
