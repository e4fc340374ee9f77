"""The texts that replace the usual ones."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.contracts.events import Card
from shared.contracts.members import Channel, Language
from shared.contracts.notifications import OwnText, TextKind, Words
from shared.db.queries import load_queries

queries = load_queries(__file__, "own_texts.sql")


class OwnTextStore(Store):
    """The texts that replace the usual ones."""

    def texts_in_force(self, kind: TextKind, event_id: UUID | None) -> list[Row]:
        """Give what replaces the usual texts of a kind, in each language and on each channel."""
        return list(queries.texts_in_force(self._tx, kind=kind, event_id=event_id))

    def texts_of(
        self, kind: TextKind, channel: Channel, language: Language, event_id: UUID | None
    ) -> list[Row]:
        """Give what was written at one place, by the association and for the event."""
        place = {"kind": kind, "channel": channel, "language": language}
        return list(queries.texts_of(self._tx, event_id=event_id, **place))

    def own_texts(self, event_id: UUID | None) -> list[OwnText]:
        return [OwnText(**row) for row in queries.own_texts(self._tx, event_id=event_id)]

    def text_version(
        self, event_id: UUID | None, kind: TextKind, channel: Channel, language: Language
    ) -> int:
        place = {"kind": kind, "channel": channel, "language": language}
        return int(queries.text_version(self._tx, event_id=event_id, **place))

    def add_text(
        self,
        place: tuple[UUID | None, TextKind, Channel, Language],
        words: Words | None,
        *,
        version: int,
        by: UUID,
        now: datetime,
    ) -> OwnText | None:
        """Write the next version down, or without `words` that there is none; None: too late."""
        event_id, kind, channel, language = place
        row: Row | None = queries.add_text(
            self._tx,
            event_id=event_id,
            kind=kind,
            channel=channel,
            language=language,
            version=version,
            body=words.body if words else None,
            subject=words.subject if words else "",
            button=words.button if words else "",
            by=by,
            at=now,
        )
        return OwnText(**row) if row else None

    def longest_card(self, *, assembly: bool) -> Card | None:
        """Give the event whose texts take the most room; None when there is none."""
        body = queries.longest_card(self._tx, assembly=assembly)
        return Card.parse(body) if body else None
