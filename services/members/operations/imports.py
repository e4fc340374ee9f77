"""A sheet of people: uploaded in pieces, handed over, and watched."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.members.domain.columns import Columns, missing
from services.members.domain.texts import LONGEST_LINE, clean
from services.members.errors import (
    EmptySheet,
    IncompleteConsentBasis,
    IncompleteUpload,
    TooLarge,
    UnknownImport,
)
from services.members.sheets.people import MAX_BYTES
from services.members.store.imports import ImportStore
from shared.contracts.members import (
    BeginImport,
    FieldChange,
    FindImportRows,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRow,
    ImportRows,
    Imports,
)
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.ids import new_id
from shared.messaging.commands import once

PIECE = 256 * 1024
"""The most bytes of one piece."""
MOST_PIECES = 10_000
ABANDONED = timedelta(days=1)
SHOWN = 50
MOST_ROWS = 500
LAST_ROW = 2**31 - 1
ZONE = ZoneInfo("Africa/Casablanca")

Row = dict[str, Any]


def begin_import(db: Database, command: BeginImport, *, by: UUID, now: datetime) -> ImportProgress:
    """
    Make room for a sheet.

    EmptySheet and TooLarge before a byte of it has travelled; IncompleteConsentBasis when part of
    the declaration is missing: half of one would be worth as little as none, unnoticed.
    """
    if command.size <= 0:
        raise EmptySheet
    if command.size > MAX_BYTES:
        raise TooLarge(bytes=MAX_BYTES)
    begun = _tidy(command, now)
    with db.transaction() as tx:
        store = ImportStore(tx)

        def begin() -> ImportRef:
            import_id = new_id()
            store.forget_abandoned(now - ABANDONED)
            store.add(import_id, begun, by=by, now=now)
            return ImportRef(import_id=import_id)

        import_id = once(tx, command.command_id, ImportRef, begin).import_id
        return progress_of(known(store.find(import_id)))


def add_piece(db: Database, piece: ImportPiece) -> ImportProgress:
    """Take a piece of a sheet; one that is there already changes nothing."""
    content = _content(piece)
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.lock(piece.import_id))
        if row["state"] == "uploading":
            _keep(store, row, piece.number, content)
        return progress_of(row)


def start_import(db: Database, request: ImportRef, *, by: UUID) -> ImportProgress:
    """Hand a whole sheet over to be worked off; IncompleteUpload when part of it is missing."""
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.lock(request.import_id))
        if row["state"] != "uploading":
            return progress_of(row)
        there = store.uploaded(request.import_id)
        if there["size"] != row["size"] or there["numbers"] != list(range(len(there["numbers"]))):
            raise IncompleteUpload
        if not row["check_first"]:
            audit.record(tx, by, "import-started", request.import_id)
        return progress_of(store.hand_over(request.import_id))


def imports(db: Database) -> Imports:
    """Give the latest imports, the newest first."""
    with db.transaction() as tx:
        return Imports(imports=[progress_of(row) for row in ImportStore(tx).latest(SHOWN)])


def import_progress(db: Database, request: ImportRef) -> ImportProgress:
    """Say where an import stands; UnknownImport."""
    with db.transaction() as tx:
        return progress_of(known(ImportStore(tx).find(request.import_id)))


def import_rows(db: Database, request: FindImportRows) -> ImportRows:
    """Give a page of rows with their verdicts, in the sheet's order; UnknownImport."""
    size = max(1, min(request.limit, MOST_ROWS))
    with db.transaction() as tx:
        store = ImportStore(tx)
        known(store.find(request.import_id))
        found = store.rows(
            replace(request, verdict=request.verdict and clean(request.verdict)),
            after=max(0, min(request.after_row, LAST_ROW)),
            limit=size + 1,
        )
    following = found[size - 1]["row"] if len(found) > size else None
    return ImportRows(rows=[_row(row) for row in found[:size]], next=following)


def take_out(db: Database, request: ImportRef, *, by: UUID) -> ImportProgress:
    """Write down that somebody takes an import's rows out of the house; UnknownImport."""
    with db.transaction() as tx:
        row = known(ImportStore(tx).find(request.import_id))
        audit.record(tx, by, "import-taken-out", request.import_id)
        return progress_of(row)


def _tidy(command: BeginImport, now: datetime) -> BeginImport:
    """Clean what was typed; the four parts of a consent basis stand together or not at all."""
    told = {
        "consent_wording": clean(command.consent_wording)[:2000],
        "consent_source": clean(command.consent_source)[:LONGEST_LINE],
        "consent_collector": clean(command.consent_collector)[:LONGEST_LINE],
    }
    missing = [name for name, value in told.items() if not value]
    day = command.consent_date
    if day is None or day > now.astimezone(ZONE).date():
        missing.append("consent_date")
    nothing = not any(told.values()) and day is None
    if missing and not nothing:
        raise IncompleteConsentBasis(fields=", ".join(missing))
    return BeginImport(
        command_id=command.command_id,
        filename=clean(command.filename)[:LONGEST_LINE],
        size=command.size,
        language=command.language,
        consent_date=day,
        check_first=command.check_first,
        **told,
    )


def _keep(store: ImportStore, row: Row, number: int, content: bytes) -> None:
    """Keep a piece unless it is there; all together have no more bytes than were announced."""
    there = store.uploaded(row["id"])
    if number in there["numbers"]:
        return
    if not 0 <= number < MOST_PIECES:
        raise InvalidRequest(fields="number")
    if there["size"] + len(content) > row["size"]:
        raise InvalidRequest(fields="content")
    store.add_piece(row["id"], number, content)


def _content(piece: ImportPiece) -> bytes:
    try:
        content = base64.b64decode(piece.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(fields="content") from error
    if not 0 < len(content) <= PIECE:
        raise InvalidRequest(fields="content")
    return content


def known(row: Row | None) -> Row:
    """Give the import; UnknownImport when there is none."""
    if row is None:
        raise UnknownImport
    return row


def progress_of(row: Row) -> ImportProgress:
    """Say where an import stands."""
    fields = ("filename", "state", "rows", "done", "verdicts", "refused", "detail", "started_at")
    lacking = missing(Columns(roles=tuple(row["roles"]))) if row["state"] == "checked" else []
    return ImportProgress(
        import_id=row["id"],
        **{field: row[field] for field in fields},
        missing=lacking,
        has_basis=row["consent_date"] is not None,
        taken_back=row["taken_back"],
        kept=row["kept"],
    )


def _row(row: Row) -> ImportRow:
    changes = [FieldChange(field=field, old=old, new=new) for field, old, new in row["changes"]]
    return ImportRow(**row | {"changes": changes})
