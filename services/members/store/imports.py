"""Where imports are kept, with their rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.sheets import SheetRow
from shared.contracts.members import BeginImport, FindImportRows
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "imports.sql")

Row = dict[str, Any]


class ImportStore:
    """The imports' tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- uploading and looking

    def add(self, import_id: UUID, begun: BeginImport, *, by: UUID, now: datetime) -> None:
        queries.add_import(
            self._tx,
            id=import_id,
            filename=begun.filename,
            size=begun.size,
            language=begun.language,
            consent_wording=begun.consent_wording,
            consent_source=begun.consent_source,
            consent_date=begun.consent_date,
            consent_collector=begun.consent_collector,
            check_first=begun.check_first,
            begun_by=by,
            now=now,
        )

    def forget_abandoned(self, before: datetime) -> None:
        queries.forget_abandoned(self._tx, before=before)

    def find(self, import_id: UUID) -> Row | None:
        found: Row | None = queries.find_import(self._tx, id=import_id)
        return found

    def lock(self, import_id: UUID) -> Row | None:
        found: Row | None = queries.lock_import(self._tx, id=import_id)
        return found

    def add_piece(self, import_id: UUID, number: int, content: bytes) -> None:
        queries.add_piece(self._tx, import_id=import_id, number=number, content=content)

    def uploaded(self, import_id: UUID) -> Row:
        """Give the numbers of the pieces that are there, and their size in bytes together."""
        found: Row = queries.uploaded(self._tx, import_id=import_id)
        return found

    def hand_over(self, import_id: UUID) -> Row:
        changed: Row = queries.hand_over(self._tx, id=import_id)
        return changed

    def latest(self, limit: int) -> list[Row]:
        return list(queries.latest_imports(self._tx, limit=limit))

    def rows(self, wanted: FindImportRows, *, after: int, limit: int) -> list[Row]:
        return list(
            queries.page_of_rows(
                self._tx,
                id=wanted.import_id,
                verdict=wanted.verdict,
                kept=wanted.kept,
                after=after,
                limit=limit,
            )
        )

    def set_aside(self, import_id: UUID, *, after: int, limit: int) -> list[Row]:
        """Give rows that were set aside, as they stand in the sheet."""
        return list(queries.page_of_cells(self._tx, id=import_id, after=after, limit=limit))

    def first_cells(self, import_id: UUID, *, limit: int) -> list[list[object]]:
        return [row["cells"] for row in queries.first_cells(self._tx, id=import_id, limit=limit)]

    # -- deciding about a sheet that was checked

    def work_through(self, row: Row, state: str, roles: Sequence[str | None]) -> Row:
        """Have it worked through from its first row, to check it or to bring it in."""
        queries.forget_keys(self._tx, id=row["id"])
        changed: Row = queries.work_through(
            self._tx, id=row["id"], state=state, roles=Jsonb(list(roles))
        )
        return changed

    def undo(self, import_id: UUID) -> Row:
        changed: Row = queries.undo_import(self._tx, id=import_id)
        return changed

    def mapping(self, fingerprint: str) -> list[str | None] | None:
        """Give what somebody said that the columns are, of a sheet with such a header."""
        found: list[str | None] | None = queries.find_mapping(self._tx, fingerprint=fingerprint)
        return found

    def keep_mapping(
        self, fingerprint: str, roles: Sequence[str | None], *, by: UUID, now: datetime
    ) -> None:
        queries.keep_mapping(
            self._tx, fingerprint=fingerprint, roles=Jsonb(list(roles)), by=by, now=now
        )

    # -- taking an import up, and reading its sheet

    def take(self, now: datetime) -> Row | None:
        """Take an import that nobody else is at, for this transaction."""
        found: Row | None = queries.take_import(self._tx, now=now)
        return found

    def start(self, import_id: UUID, now: datetime) -> None:
        queries.start_running(self._tx, id=import_id, now=now)

    def pieces(self, import_id: UUID) -> Iterator[bytes]:
        """Give the sheet piece by piece; this transaction may take its time over it."""
        queries.take_time(self._tx)
        number = 0
        while content := queries.piece(self._tx, import_id=import_id, number=number):
            yield content
            number += 1

    def stage(self, import_id: UUID, rows: Iterable[SheetRow]) -> None:
        """Put rows aside as they stand in the sheet."""
        with (
            self._tx.cursor() as cursor,
            cursor.copy("copy import_rows (import_id, row, cells) from stdin") as copy,
        ):
            for row in rows:
                copy.write_row((import_id, row.row, json.dumps(row.cells, ensure_ascii=False)))

    def finish_reading(
        self,
        import_id: UUID,
        header: Sequence[str],
        roles: Sequence[str | None],
        now: datetime,
    ) -> None:
        """Have its rows; the file is no longer needed."""
        queries.finish_reading(
            self._tx, id=import_id, header=Jsonb(list(header)), roles=Jsonb(list(roles)), now=now
        )
        queries.forget_pieces(self._tx, id=import_id)

    def refuse(
        self, import_id: UUID, code: str, detail: Mapping[str, object], now: datetime
    ) -> None:
        told = {name: str(value) for name, value in detail.items()}
        queries.refuse_import(self._tx, id=import_id, code=code, detail=Jsonb(told), now=now)
        queries.forget_pieces(self._tx, id=import_id)

    def postpone(self, import_id: UUID, due_at: datetime) -> int:
        """Leave it for later after a failure; gives how many there have been in a row."""
        return int(queries.postpone_import(self._tx, id=import_id, due_at=due_at)["failures"])

    # -- how far it is

    def next_rows(self, import_id: UUID, *, after: int, limit: int) -> list[Row]:
        return list(queries.next_rows(self._tx, id=import_id, after=after, limit=limit))

    def advance(
        self, import_id: UUID, *, checkpoint: int, done: int, verdicts: Mapping[str, int]
    ) -> None:
        """Remember how far it has come."""
        queries.settle_chunk(
            self._tx,
            id=import_id,
            checkpoint=checkpoint,
            done=done,
            verdicts=Jsonb(dict(verdicts)),
        )

    def learn_sizes(self) -> None:
        """Let the planner know how full the tables of people have become."""
        queries.learn_sizes(self._tx)

    def finish(self, import_id: UUID, now: datetime) -> None:
        queries.finish_import(self._tx, id=import_id, now=now)
        queries.forget_keys(self._tx, id=import_id)

    def wait_for_columns(self, import_id: UUID, now: datetime) -> None:
        queries.wait_for_columns(self._tx, id=import_id, now=now)

    def forget_cells(self, import_id: UUID) -> None:
        """Forget how rows stood in the sheet that are in."""
        queries.forget_cells(self._tx, id=import_id)

    def forget_old_cells(self, before: datetime) -> None:
        queries.forget_old_cells(self._tx, before=before)
