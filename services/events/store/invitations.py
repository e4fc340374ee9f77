"""Who is invited, under whose ids, and by which code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store
from shared.contracts.members import Addressee
from shared.db.queries import load_queries

queries = load_queries(__file__, "invitations.sql")


class InvitationStore(Store):
    """Who is invited, under whose ids, and by which code."""

    def add_invitations(
        self, event: Row, wave_id: UUID, addressees: Sequence[Addressee]
    ) -> list[Row]:
        """Invite those who are not invited yet, and give just these."""
        return list(
            queries.add_invitations(
                self._tx,
                event_id=event["id"],
                wave_id=wave_id,
                card_version=event["version"],
                member_ids=[a.member_id for a in addressees],
                holder_ids=[a.household_id or a.member_id for a in addressees],
                refusals=[a.refused for a in addressees],
            )
        )

    def codes_of_holders(self, event_id: UUID, holder_ids: Sequence[UUID]) -> dict[UUID, int]:
        rows = queries.codes_of_holders(self._tx, event_id=event_id, holder_ids=list(holder_ids))
        return {row["holder_id"]: row["n"] for row in rows}

    def add_codes(self, event_id: UUID, hashes: dict[UUID, bytes], n: int) -> set[UUID]:
        """Keep new codes by their hash; gives the holders whose hash was not taken."""
        rows = queries.add_codes(
            self._tx,
            event_id=event_id,
            n=n,
            holder_ids=list(hashes),
            hashes=list(hashes.values()),
        )
        return {row["holder_id"] for row in rows}

    def find_code(self, code_hash: bytes, *, ended_after: datetime, now: datetime) -> Row | None:
        """Find a code of an event that ended after a moment, or has not ended."""
        found: Row | None = queries.find_code(
            self._tx, hash=code_hash, ended_after=ended_after, now=now
        )
        return found

    def people_behind_code(self, event_id: UUID, holder_id: UUID) -> list[Row]:
        return list(queries.people_behind_code(self._tx, event_id=event_id, holder_id=holder_id))

    def put_aliases(self, aliases: Sequence[tuple[UUID, UUID | None, int]]) -> None:
        """Keep whose ids these are: of each the alias, the person or nobody, and the version."""
        queries.put_aliases(
            self._tx,
            alias_ids=[alias_id for alias_id, _, _ in aliases],
            person_ids=[person_id for _, person_id, _ in aliases],
            versions=[version for _, _, version in aliases],
        )
