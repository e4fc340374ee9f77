"""Meetings that young people propose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events.store.base import Row, Store, one
from shared.db.queries import load_queries

queries = load_queries(__file__, "proposals.sql")


class ProposalStore(Store):
    """Meetings that young people propose."""

    def proposals_from(self, origin: str, network: str, since: datetime) -> dict[str, int]:
        """Count what came from a place, its network and everybody; whoever else counts waits."""
        queries.one_at_a_time(self._tx)
        found = queries.proposals_from(self._tx, origin=origin, network=network, since=since)
        return one(found)

    def add_proposal(self, row: Row) -> None:
        queries.add_proposal(self._tx, **row)

    def find_proposal(self, proposal_id: UUID) -> Row | None:
        found: Row | None = queries.find_proposal(self._tx, id=proposal_id)
        return found

    def lock_proposal(self, proposal_id: UUID) -> Row | None:
        found: Row | None = queries.lock_proposal(self._tx, id=proposal_id)
        return found

    def proposal_behind(self, link_hash: bytes) -> Row | None:
        found: Row | None = queries.proposal_behind(self._tx, link_hash=link_hash)
        return found

    def page_of_proposals(self, after: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
        time, proposal_id = after or (None, None)
        return list(
            queries.page_of_proposals(self._tx, after_time=time, after_id=proposal_id, limit=limit)
        )

    def decide_proposal(
        self,
        proposal_id: UUID,
        *,
        state: str,
        by: UUID,
        now: datetime,
        answer: str = "",
        event_id: UUID | None = None,
    ) -> None:
        queries.decide_proposal(
            self._tx, id=proposal_id, state=state, answer=answer, event_id=event_id, by=by, now=now
        )

    def forget_proposals(
        self, *, places_before: datetime, answered_before: datetime, proposed_before: datetime
    ) -> None:
        queries.forget_places(self._tx, before=places_before)
        queries.forget_proposals(
            self._tx, answered_before=answered_before, proposed_before=proposed_before
        )
