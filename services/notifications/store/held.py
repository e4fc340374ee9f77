"""What is held of one person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.notifications.store.base import Row, Store
from shared.db.queries import load_queries

queries = load_queries(__file__, "held.sql")


class HeldStore(Store):
    """What is held of one person."""

    def held_of(self, member_id: UUID, hashes: Sequence[bytes]) -> dict[str, list[Row]]:
        """Give all rows about a person, by what they are; silence, by the addresses' hashes."""
        return {
            "address_book": list(queries.address_book(self._tx, id=member_id)),
            "messages": list(queries.messages(self._tx, id=member_id)),
            "written": list(queries.written(self._tx, id=member_id)),
            "silence": list(queries.silence(self._tx, hashes=list(hashes))),
        }
