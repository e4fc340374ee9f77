"""Where statutes are kept, and who in a body is called so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.contracts.members.statutes import BodyStatutes, Mandated, Share, Statutes
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "statutes.sql")

Row = dict[str, Any]


class StatutesStore:
    """Statutes, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def find(self, body: str) -> BodyStatutes | None:
        """Give a body with what its statutes say, the usual numbers where nothing was written."""
        row: Row | None = queries.body_statutes(self._tx, body=body)
        if row is None:
            return None
        if row["body"] is None:
            return BodyStatutes(body=row["code"], names=row["names"], statutes=Statutes())
        statutes = Statutes(
            notice_days=row["notice_days"],
            quorum=_share(row, "quorum"),
            again_notice_days=row["again_notice_days"],
            again_quorum=_share(row, "again_quorum"),
            most_proxies=row["most_proxies"],
        )
        return BodyStatutes(body=row["code"], names=row["names"], statutes=statutes, written=True)

    def write(self, body: str, statutes: Statutes) -> None:
        first, again = statutes.quorum, statutes.again_quorum
        queries.write_statutes(
            self._tx,
            body=body,
            notice_days=statutes.notice_days,
            quorum_part=first.part,
            quorum_of=first.of,
            quorum_more_than=first.more_than,
            again_notice_days=statutes.again_notice_days,
            again_quorum_part=again.part,
            again_quorum_of=again.of,
            again_quorum_more_than=again.more_than,
            most_proxies=statutes.most_proxies,
        )

    def called_so(self, mandated: Mandated, words: Sequence[str], most: int = 2) -> list[UUID]:
        """Give whom of the members in mandate a name fits, so many at most; a whole name first."""
        whole = " ".join(sorted(words))
        rows: list[Row] = list(
            queries.called_so(
                self._tx,
                body=mandated.body,
                day=mandated.on,
                words=list(words),
                whole=whole,
                most=most,
            )
        )
        if len({row["whole"] for row in rows}) > 1:
            rows = [row for row in rows if row["whole"]]
        return [row["id"] for row in rows]

    def namesakes(self, ids: Sequence[UUID]) -> list[Row]:
        """Give what tells these people apart."""
        return list(queries.namesakes(self._tx, ids=list(ids)))

    def sounding_so(self, mandated: Mandated, key: str) -> list[Row]:
        """Give members in mandate whose names have a key, some at most."""
        return list(queries.sounding_so(self._tx, body=mandated.body, day=mandated.on, key=key))


def _share(row: Row, name: str) -> Share:
    return Share(part=row[f"{name}_part"], of=row[f"{name}_of"], more_than=row[f"{name}_more_than"])
