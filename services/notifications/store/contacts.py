"""What is known of people and events, who wants silence, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from services.notifications.store.base import Row, Store
from shared.contracts.events import Card
from shared.contracts.members import Channel, Contact, Language
from shared.db.queries import load_queries

queries = load_queries(__file__, "contacts.sql")


class ContactStore(Store):
    """What is known of people and events, who wants silence, and who waits for whom."""

    # -- projections

    def put_contacts(self, contacts: Sequence[Contact]) -> list[UUID]:
        """Keep the newest of each; gives whose contact is new or changed."""
        rows = queries.put_contacts(self._tx, contacts=Jsonb([c.dump() for c in contacts]))
        return [row["member_id"] for row in rows]

    def longest_names(self, languages: Sequence[Language]) -> list[Row]:
        """Give the longest first name by language, and whether it makes an SMS wide; no ids."""
        return list(queries.longest_names(self._tx, languages=list(languages)))

    def put_card(self, card: Card, *, cancelled: bool) -> bool:
        """Keep a card; False when ours is as new."""
        kept = queries.put_card(
            self._tx,
            event_id=card.event_id,
            version=card.version,
            cancelled=cancelled,
            body=Jsonb(card.dump()),
        )
        return kept is not None

    def find_card(self, event_id: UUID) -> Card | None:
        row = queries.find_card(self._tx, event_id=event_id)
        return Card.parse(row["body"]) if row else None

    def is_cancelled(self, event_id: UUID) -> bool:
        return bool(queries.is_cancelled(self._tx, event_id=event_id))

    def put_codes(
        self, event_id: UUID, people: Sequence[tuple[UUID, str | None, UUID | None]]
    ) -> None:
        """Keep codes: of each person the id, the code, and the household."""
        queries.put_codes(
            self._tx,
            event_id=event_id,
            member_ids=[member_id for member_id, _, _ in people],
            codes=[code for _, code, _ in people],
            household_ids=[household_id for _, _, household_id in people],
        )

    def people_behind_code(self, code: str) -> list[Row]:
        return list(queries.people_behind_code(self._tx, code=code))

    def newer_rsvp(
        self, event_id: UUID, member_id: UUID, version: int, *, answer: str, place: str
    ) -> bool:
        """Note an answer and where it puts a person; False when one as new was heard of."""
        row = queries.newer_rsvp(
            self._tx,
            event_id=event_id,
            member_id=member_id,
            version=version,
            answer=answer,
            place=place,
        )
        return row is not None

    # -- silence

    def put_aliases(self, aliases: Sequence[tuple[UUID, UUID | None, int]]) -> None:
        """Keep whose ids these are: of each the alias, the person or nobody, and the version."""
        queries.put_aliases(
            self._tx,
            alias_ids=[alias_id for alias_id, _, _ in aliases],
            person_ids=[person_id for _, person_id, _ in aliases],
            versions=[version for _, _, version in aliases],
        )

    def contacts_of(self, member_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.contacts_of(self._tx, member_ids=list(member_ids)))

    def members_at(self, channel: Channel, addresses: Sequence[str]) -> list[UUID]:
        rows = queries.members_at(self._tx, channel=channel, addresses=list(addresses))
        return [row["member_id"] for row in rows]

    def suppress(
        self, channel: Channel, hashes: Sequence[bytes], reason: str, at: datetime
    ) -> None:
        queries.suppress(self._tx, channel=channel, hashes=list(hashes), reason=reason, at=at)

    def silent_since(self, hashes: Sequence[bytes]) -> list[Row]:
        return list(queries.silent_since(self._tx, hashes=list(hashes)))

    def lift(self, yeses: Sequence[tuple[Channel, bytes, datetime]]) -> None:
        """Let people be written to again who said so themselves, after the silence began."""
        queries.lift(
            self._tx,
            channels=[channel for channel, _, _ in yeses],
            hashes=[hashed for _, hashed, _ in yeses],
            yes_at=[at for _, _, at in yeses],
        )

    def revive(self, works: Sequence[tuple[bytes, datetime]]) -> None:
        """Let mail be sent again to addresses of which somebody has said that it works."""
        queries.revive(
            self._tx,
            hashes=[hashed for hashed, _ in works],
            works_at=[works_at for _, works_at in works],
        )

    # -- who waits for whom

    def hold_event(self, event_id: UUID) -> None:
        """Let nobody change an event's card or cancel it until this transaction ends."""
        queries.hold_event(self._tx, event_id=event_id)

    def seize_event(self, event_id: UUID) -> None:
        """Wait for all who plan for an event, and keep others from it until the end."""
        queries.seize_event(self._tx, event_id=event_id)

    def hold_silence(self) -> None:
        """Let nobody be added to the silent until this transaction ends."""
        queries.hold_silence(self._tx)

    def seize_silence(self) -> None:
        """Wait for claims that are being made, and keep others from it until the end."""
        queries.seize_silence(self._tx)
