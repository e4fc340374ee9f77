"""Where the people of a part of a sheet are put among those we know, or only compared with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.domain.rows import Entry
from services.members.domain.texts import fold
from services.members.store.households import HouseholdStore
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "chunks.sql")

Row = dict[str, Any]

_COLUMNS = (
    *("row", "person_id", "verdict", "first_name", "last_name", "name_key", "language", "wish"),
    *("region", "town", "town_key", "gender", "gender_words", "birth_year", "guardian_consent"),
    *("guardian_refuses", "mobile", "landline", "email", "sms_consent", "email_consent", "bodies"),
    *("office", "begins_on", "ends_on"),
    *("axes", "tags", "partners", "alternates", "keys", "returned_row", "returned_import"),
)
_RETURNED = re.compile(r"\s*(\d{1,7})/([0-9a-fA-F-]{36})\s*")


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The verdict on one row, with what a page shows of it; a row that says nothing has none."""

    row: int
    verdict: str | None
    reasons: Sequence[str] = ()
    name: str = ""
    phone: str | None = None
    email: str | None = None
    member_id: UUID | None = None
    changes: Sequence[Sequence[str | None]] | None = None


class ChunkStore:
    """A part of a sheet beside the people's tables, within one transaction."""

    def __init__(self, tx: Transaction, import_id: UUID) -> None:
        self._tx = tx
        self._import_id = import_id

    # -- comparing

    def put(self, entries: Mapping[UUID, Entry]) -> None:
        """Lay out the rows of a chunk, by the id each person gets if it is a new one."""
        queries.begin_chunk(self._tx)
        columns = ", ".join(_COLUMNS)
        with (
            self._tx.cursor() as cursor,
            cursor.copy(f"copy chunk ({columns}) from stdin") as copy,
        ):
            for person_id, entry in entries.items():
                copy.write_row(_chunk_row(person_id, entry))
        queries.analyse_chunk(self._tx)

    def match(self) -> None:
        """Find whom we know, and who stood earlier in the sheet."""
        queries.match_people(self._tx, import_id=self._import_id)
        queries.mark_doubles(self._tx, import_id=self._import_id)
        queries.give_the_only_region(self._tx, import_id=self._import_id)
        queries.keep_within(self._tx, import_id=self._import_id)
        queries.people_keys(self._tx, import_id=self._import_id)
        queries.keep_other_numbers(self._tx)
        queries.keep_guardians_no(self._tx)
        queries.analyse_what_is_known(self._tx)

    def note_changes(self, *, has_basis: bool, at: datetime) -> None:
        """Note what the rows change of people we know."""
        queries.judge_consents(self._tx, has_basis=has_basis, at=at)
        queries.note_changes(self._tx)

    def matches(self) -> dict[int, Row]:
        """Give what was found of each row, by its number."""
        return {row["row"]: row for row in queries.matches(self._tx)}

    def opted_out_rows(self) -> set[int]:
        """Give the rows that say yes for somebody who has said no."""
        return {row["row"] for row in queries.opted_out_rows(self._tx)}

    # -- writing

    def add_people(self, default_language: str) -> set[UUID]:
        return _ids(queries.add_people(self._tx, language=default_language))

    def change_people(self) -> None:
        queries.change_people(self._tx)

    def add_body(self, code: str, names: Mapping[str, str]) -> None:
        queries.add_body(self._tx, code=code, names=Jsonb(dict(names)))

    def add_names(self, tags: Mapping[str, str], partners: Mapping[str, str]) -> None:
        """Make the tags and partners that are new here."""
        queries.add_tags(self._tx, codes=list(tags), names=list(tags.values()))
        queries.add_partners(self._tx, codes=list(partners), names=list(partners.values()))

    def join(self) -> None:
        """Let people into what the sheet names, and keep their other numbers."""
        queries.join_bodies(self._tx, import_id=self._import_id)
        queries.join_axes(self._tx)
        queries.join_tags(self._tx)
        queries.join_partners(self._tx)
        queries.add_alternates(self._tx)

    def add_consents(self, *, at: datetime, source: str, wording: str, collector: str) -> None:
        """Write down what the sheet says of consents."""
        queries.add_consents(self._tx, at=at, source=source, wording=wording, collector=collector)

    def join_households(self) -> set[UUID]:
        """Bring people with one number together; gives those whose household is another now."""
        touched = list(queries.people_of_chunk(self._tx))
        return HouseholdStore(self._tx).join(
            [row["person_id"] for row in touched],
            mobiles=[row["mobile"] for row in touched if row["mobile"]],
        )

    # -- verdicts

    def settle(self, rows: Sequence[Settled], *, added: Iterable[UUID], keep_cells: bool) -> None:
        """Write the verdicts down, and what those who were added came in with."""
        queries.settle_rows(
            self._tx,
            import_id=self._import_id,
            keep_cells=keep_cells,
            added=list(added),
            rows=[row.row for row in rows],
            verdicts=[row.verdict for row in rows],
            reasons=[" ".join(row.reasons) for row in rows],
            names=[row.name for row in rows],
            phones=[row.phone for row in rows],
            emails=[row.email for row in rows],
            member_ids=[row.member_id for row in rows],
            changes=[None if row.changes is None else json.dumps(row.changes) for row in rows],
        )

    def forget_mended(self) -> None:
        """Forget what was set aside before and is in now."""
        queries.forget_mended(self._tx)


def _chunk_row(person_id: UUID, entry: Entry) -> tuple[object, ...]:
    returned = _RETURNED.fullmatch(entry.returned or "")
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
        entry.town,
        fold(entry.town),
        entry.gender,
        entry.gender_words,
        entry.birth_year,
        entry.guardian_consent,
        entry.guardian_refuses,
        entry.phone.mobile,
        entry.landline,
        entry.email.address,
        entry.sms_consent,
        entry.email_consent,
        [body.code for body in entry.bodies],
        entry.term.office,
        entry.term.begins_on,
        entry.term.ends_on,
        list(entry.axes),
        list(entry.tags),
        list(entry.partners),
        list(entry.alternates),
        entry.keys,
        int(returned[1]) if returned else None,
        _uuid(returned[2]) if returned else None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _ids(rows: Iterable[Row]) -> set[UUID]:
    return {row["id"] for row in rows}
