"""What was expected of sends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.contracts.notifications import KeepQuote
from shared.db.queries import load_queries

queries = load_queries(__file__, "quotes.sql")


class QuoteStore(Store):
    """What was expected of sends."""

    def keep_quote(
        self, quote: KeepQuote, *, about: UUID, send_id: UUID | None, now: datetime
    ) -> None:
        queries.keep_quote(
            self._tx,
            about=about,
            send_id=send_id,
            event_id=quote.event_id,
            kind=quote.kind,
            sms=quote.sms,
            mails=quote.mails,
            parts=quote.parts,
            cost=quote.cost,
            priced=quote.priced,
            ends_at=quote.ends_at,
            now=now,
        )

    def quoted_wave_is_sent(self, event_id: UUID, wave_id: UUID, send_id: UUID) -> None:
        queries.quoted_wave_is_sent(self._tx, event_id=event_id, wave_id=wave_id, send_id=send_id)

    def quotes_of_event(self, event_id: UUID) -> list[Row]:
        return list(queries.quotes_of_event(self._tx, event_id=event_id))
