"""What people choose on their own pages, and the links to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.members import Channel, Language, Wish
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "own_pages.sql")

Row = dict[str, Any]


class OwnPageStore:
    """People's own pages, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- links

    def add_wish(self, wish_id: UUID, address: str, now: datetime) -> None:
        queries.add_own_link_wish(self._tx, id=wish_id, address=address, now=now)

    def take_wish(self) -> Row | None:
        found: Row | None = queries.take_own_link_wish(self._tx)
        return found

    def people_at(self, address: str, *, limit: int) -> list[Row]:
        return list(queries.people_at(self._tx, address=address, limit=limit))

    def add_links(
        self, token_hash: bytes, ids: Sequence[UUID], *, valid_until: datetime, now: datetime
    ) -> None:
        """Let a link lead to people; those that are too old are forgotten."""
        queries.forget_own_links(self._tx, now=now)
        queries.add_own_links(
            self._tx, token_hash=token_hash, ids=list(ids), valid_until=valid_until
        )

    def behind(self, token_hash: bytes, now: datetime) -> list[Row]:
        return list(queries.behind_own_link(self._tx, token_hash=token_hash, now=now))

    # -- the page

    def page(self, person_id: UUID) -> Row | None:
        found: Row | None = queries.own_page(self._tx, id=person_id)
        return found

    def wordings(self, language: Language) -> list[Row]:
        return list(queries.newest_wordings(self._tx, language=language))

    def wording(self, channel: Channel, language: Language, version: int) -> Row | None:
        found: Row | None = queries.wording(
            self._tx, channel=channel, language=language, version=version
        )
        return found

    def choose(
        self,
        person_id: UUID,
        *,
        language: Language,
        wish: Wish,
        quiet: tuple[str | None, str | None],
        axes: Sequence[str],
    ) -> bool:
        """Keep what a person chose; False when all of it was so before."""
        chosen = queries.choose(
            self._tx,
            id=person_id,
            language=language,
            wish=wish,
            quiet_from=quiet[0],
            quiet_until=quiet[1],
        )
        left = queries.leave_axes(self._tx, id=person_id, axes=list(axes))
        joined = queries.join_axes(self._tx, id=person_id, axes=list(axes))
        return any([list(chosen), list(left), list(joined)])

    def agree(self, person_id: UUID, wording: Row, *, at: datetime, source: str) -> None:
        """Write a person's own yes down."""
        queries.agree(
            self._tx,
            id=person_id,
            channel=wording["channel"],
            language=wording["language"],
            version=wording["version"],
            at=at,
            source=source,
        )
