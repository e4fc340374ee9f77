"""Where imports are kept, and the people of a sheet are put among those we know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.domain.rows import Entry
from services.members.sheets import SheetRow
from services.members.store.households import HouseholdStore
from shared.contracts.members import BeginImport
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "imports.sql")

Row = dict[str, Any]

_CHUNK_COLUMNS = (
    *("row", "person_id", "verdict", "first_name", "last_name", "name_key", "language", "wish"),
    *("region", "birth_year", "guardian_consent", "guardian_refuses", "mobile", "landline"),
    *("email", "sms_consent", "email_consent", "bodies", "axes"),
)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The verdict on one row, with what a page shows of it."""

    row: int
    verdict: str
    reasons: Sequence[str]
    name: str
    phone: str | None
    email: str | None
    member_id: UUID | None


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

    def rows(self, import_id: UUID, *, verdict: str | None, after: int, limit: int) -> list[Row]:
        return list(
            queries.page_of_rows(self._tx, id=import_id, verdict=verdict, after=after, limit=limit)
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

    def finish_reading(self, import_id: UUID) -> None:
        queries.finish_reading(self._tx, id=import_id)

    def refuse(
        self, import_id: UUID, code: str, detail: Mapping[str, object], now: datetime
    ) -> None:
        told = {name: str(value) for name, value in detail.items()}
        queries.refuse_import(self._tx, id=import_id, code=code, detail=Jsonb(told), now=now)
        queries.forget_pieces(self._tx, id=import_id)

    def postpone(self, import_id: UUID, due_at: datetime) -> int:
        """Leave it for later after a failure; gives how many there have been in a row."""
        return int(queries.postpone_import(self._tx, id=import_id, due_at=due_at)["failures"])

    # -- a chunk of it

    def next_rows(self, import_id: UUID, *, after: int, limit: int) -> list[Row]:
        return list(queries.next_rows(self._tx, id=import_id, after=after, limit=limit))

    def put_chunk(self, entries: Mapping[UUID, Entry]) -> None:
        """Lay out the rows of a chunk, by the id each person gets if it is a new one."""
        queries.one_at_a_time(self._tx)
        queries.begin_chunk(self._tx)
        columns = ", ".join(_CHUNK_COLUMNS)
        with (
            self._tx.cursor() as cursor,
            cursor.copy(f"copy chunk ({columns}) from stdin") as copy,
        ):
            for person_id, entry in entries.items():
                copy.write_row(_chunk_row(person_id, entry))
        queries.analyse_chunk(self._tx)

    def match(self, import_id: UUID) -> dict[int, Row]:
        """Find whom we know, and who stood earlier in the sheet; by row."""
        queries.match_people(self._tx)
        queries.mark_doubles(self._tx, import_id=import_id)
        queries.give_the_only_region(self._tx, import_id=import_id)
        queries.keep_within(self._tx, import_id=import_id)
        return {row["row"]: row for row in queries.matches(self._tx)}

    def add_people(self, default_language: str) -> set[UUID]:
        return _ids(queries.add_people(self._tx, language=default_language), "id")

    def change_people(self) -> set[UUID]:
        return _ids(queries.change_people(self._tx), "id")

    def add_body(self, code: str, names: Mapping[str, str]) -> None:
        queries.add_body(self._tx, code=code, names=Jsonb(dict(names)))

    def join_bodies_and_axes(self) -> set[UUID]:
        """Let people into what the sheet names; gives those for whom that was new."""
        return _ids(queries.join_bodies(self._tx), "person_id") | _ids(
            queries.join_axes(self._tx), "person_id"
        )

    def add_consents(
        self, *, has_basis: bool, at: datetime, source: str, wording: str, collector: str
    ) -> set[UUID]:
        """Write down what the sheet says of consents; gives those who stand differently now."""
        added = queries.add_consents(
            self._tx,
            has_basis=has_basis,
            at=at,
            source=source,
            wording=wording,
            collector=collector,
        )
        return _ids(added, "person_id")

    def opted_out_rows(self) -> set[int]:
        """Give the rows that say yes for somebody who has said no."""
        return {row["row"] for row in queries.opted_out_rows(self._tx)}

    def join_households(self) -> set[UUID]:
        """Bring people with one number together; gives those whose household is another now."""
        touched = list(queries.people_of_chunk(self._tx))
        return HouseholdStore(self._tx).join(
            [row["person_id"] for row in touched],
            mobiles=[row["mobile"] for row in touched if row["mobile"]],
        )

    def new_versions(self, ids: Iterable[UUID], now: datetime) -> None:
        queries.new_versions(self._tx, ids=list(ids), now=now)

    def settle(self, import_id: UUID, rows: Sequence[Settled]) -> None:
        """Write the verdicts down."""
        queries.settle_rows(
            self._tx,
            import_id=import_id,
            rows=[row.row for row in rows],
            verdicts=[row.verdict for row in rows],
            reasons=[" ".join(row.reasons) for row in rows],
            names=[row.name for row in rows],
            phones=[row.phone for row in rows],
            emails=[row.email for row in rows],
            member_ids=[row.member_id for row in rows],
        )

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

    def finish(self, import_id: UUID, now: datetime) -> None:
        queries.finish_import(self._tx, id=import_id, now=now)
        queries.forget_pieces(self._tx, id=import_id)


def _chunk_row(person_id: UUID, entry: Entry) -> tuple[object, ...]:
    return (
        entry.row,
        person_id,
        entry.verdict,
        entry.name.first,
        entry.name.last,
        entry.name.key,
        entry.language,
        entry.wish,
        entry.region,
        entry.birth_year,
        entry.guardian_consent,
        entry.guardian_refuses,
        entry.phone.mobile,
        entry.landline,
        entry.email.address,
        entry.sms_consent,
        entry.email_consent,
        [body.code for body in entry.bodies],
        list(entry.axes),
    )


def _ids(rows: Iterable[Row], column: str) -> set[UUID]:
    return {row[column] for row in rows}
