"""What people write back by SMS, and what is written to them in return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.domain import Inbound, Record, Word
from services.notifications.store.base import Row, Store
from shared.contracts.notifications import FindInbound
from shared.db.queries import load_queries
from shared.ids import new_id

queries = load_queries(__file__, "inbound.sql")


class InboundStore(Store):
    """Messages from people, and replies to them."""

    def join_pieces(
        self, inbound: Inbound, *, since: datetime, now: datetime
    ) -> tuple[str | None, str | None]:
        """
        Keep a part of a message; gives the whole when it was the last one missing.

        Phones give the same reference again, some always: parts from before `since`, or that say
        something else in the same place, are of another message. That is given second if it never
        became whole. A part that is said again changes nothing.
        """
        piece = inbound.piece
        if piece is None:
            return inbound.text, None
        which = {
            "provider": inbound.provider,
            "address": inbound.address,
            "reference": piece.reference,
            "total": piece.total,
        }
        queries.hold_pieces(self._tx, address=inbound.address)
        here = list(queries.pieces_of(self._tx, **which, since=since))
        recent = {row["number"]: row["text"] for row in here if row["recent"]}
        if recent.get(piece.number) == inbound.text:
            return None, None
        others = len(recent) < len(here) or any(row["taken"] for row in here)
        left = None
        if others or piece.number in recent:
            queries.drop_pieces(self._tx, **which)
            left = " … ".join(row["text"] for row in here if not row["taken"]) or None
            recent = {}
        queries.put_piece(self._tx, **which, number=piece.number, text=inbound.text, now=now)
        recent[piece.number] = inbound.text
        if len(recent) < piece.total:
            return None, left
        queries.take_pieces(self._tx, **which, now=now)
        return "".join(recent[number] for number in sorted(recent)), left

    def stale_pieces(self, before: datetime) -> list[Row]:
        return list(queries.stale_pieces(self._tx, before=before))

    def add_inbound(
        self, inbound: Inbound, word: Word | None, *, same_since: datetime, now: datetime
    ) -> UUID | None:
        """
        Write a message down; None when it was here before.

        One without a name was so when the newest from its number says the same, `same_since`.
        """
        inbound_id = new_id()
        if not inbound.key:
            queries.hold_number(self._tx, address=inbound.address)
            if queries.newest_says(
                self._tx, address=inbound.address, text=inbound.text, since=same_since
            ):
                return None
        found: UUID | None = queries.add_inbound(
            self._tx,
            id=inbound_id,
            provider=inbound.provider,
            key=inbound.key[:200] or str(inbound_id),
            address=inbound.address,
            text=inbound.text,
            word=word,
            now=now,
        )
        return found

    def close_inbound(
        self, inbound_id: UUID, now: datetime, *, event_id: UUID | None = None, by: UUID | None
    ) -> None:
        queries.close_inbound(self._tx, id=inbound_id, event_id=event_id, by=by, now=now)

    def invited_at(self, address: str, now: datetime) -> list[Row]:
        return list(queries.invited_at(self._tx, address=address, now=now))

    def helped_since(self, address: str, since: datetime) -> bool:
        return bool(queries.helped_since(self._tx, address=address, since=since))

    def language_at(self, address: str) -> str | None:
        found: str | None = queries.language_at(self._tx, address=address)
        return found

    def add_reply(self, inbound_id: UUID, text: str, by: UUID | None, now: datetime) -> None:
        queries.add_reply(self._tx, id=new_id(), inbound_id=inbound_id, text=text, by=by, now=now)

    def inbox(self, request: FindInbound, *, limit: int) -> list[Row]:
        rows = queries.inbox(
            self._tx,
            only_open=request.only_open,
            before=request.before,
            last=request.last,
            also=request.also,
            limit=limit,
        )
        return list(rows)

    def count_open(self) -> int:
        return int(queries.count_open(self._tx))

    def find_inbound(self, inbound_id: UUID) -> Row | None:
        found: Row | None = queries.find_inbound(self._tx, id=inbound_id)
        return found

    def claim_replies(self, *, limit: int, now: datetime, lease_until: datetime) -> list[Row]:
        queries.lost_replies(self._tx, now=now)
        return list(queries.claim_replies(self._tx, limit=limit, now=now, lease_until=lease_until))

    def record_reply(self, record: Record, now: datetime) -> bool:
        """Write down what became of a reply; False when it is not this claim's any more."""
        found: UUID | None = queries.record_reply(
            self._tx,
            id=record.id,
            attempts=record.attempts,
            state=record.state.value,
            reason=record.reason,
            provider_id=record.provider_id,
            due_at=record.due_at,
            now=now,
        )
        return found is not None

    def forget_inbound(self, phones: Sequence[str]) -> None:
        queries.forget_inbound(self._tx, phones=list(phones))
        queries.forget_pieces(self._tx, phones=list(phones))
