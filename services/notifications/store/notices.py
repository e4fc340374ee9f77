"""What became of telling people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.contracts.notifications import FindPeopleByReason
from shared.db.queries import load_queries

queries = load_queries(__file__, "notices.sql")


NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """After which row a page begins."""

    member_id: UUID = NOBODY
    send_id: UUID = NOBODY
    channel: str = ""


class NoticeStore(Store):
    """What became of telling people."""

    def notices(self, event_id: UUID, member_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.notices(self._tx, event_id=event_id, member_ids=list(member_ids)))

    def count_gap(self, event_id: UUID) -> int:
        return int(queries.count_gap(self._tx, event_id=event_id))

    def people_by_reason(self, wanted: FindPeopleByReason, place: Place, limit: int) -> list[Row]:
        """Give rows of one channel, state and reason, or of the gap of a stop, by person."""
        page = {
            "event_id": wanted.event_id,
            "after": place.member_id,
            "after_send": place.send_id,
            "limit": limit,
        }
        if wanted.in_gap:
            return list(queries.people_in_gap(self._tx, **page, after_channel=place.channel))
        return list(
            queries.people_by_reason(
                self._tx,
                **page,
                channel=wanted.channel,
                state=wanted.state,
                reason=wanted.reason,
            )
        )
