"""What somebody decides about a sheet: its columns, to bring it in, to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.members.domain.columns import (
    NAMED_ROLES,
    Columns,
    fingerprint,
    is_ours,
    mapped,
    require,
    theirs,
)
from services.members.domain.texts import clean
from services.members.errors import ColumnTwice, NotChecked, NotDone
from services.members.operations.imports import LAST_ROW, known, progress_of
from services.members.store.imports import ImportStore
from shared.contracts.members import (
    FindSetAside,
    ImportColumn,
    ImportColumns,
    ImportProgress,
    ImportRef,
    MapColumns,
    RowSetAside,
    RowsSetAside,
)
from shared.db import audit
from shared.db.database import Database
from shared.errors import InvalidRequest

LOOKED_AT = 30
SAMPLES = 3
LONGEST_SAMPLE = 40
MOST_SET_ASIDE = 100
KEPT = timedelta(days=30)
"""How long rows that were set aside can be fetched, and a checked sheet brought in."""


def import_columns(db: Database, request: ImportRef) -> ImportColumns:
    """Give a sheet's columns with a few of their values; UnknownImport."""
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.find(request.import_id))
        cells = store.first_cells(request.import_id, limit=LOOKED_AT)
    pairs = zip(row["header"], row["roles"], strict=False)
    return ImportColumns(
        columns=[
            ImportColumn(title=title, role=role, samples=_samples(cells, place))
            for place, (title, role) in enumerate(pairs)
            if not is_ours(title)
        ],
        roles=list(NAMED_ROLES),
    )


def map_columns(db: Database, request: MapColumns, *, by: UUID, now: datetime) -> ImportProgress:
    """
    Read the columns as somebody says, and check the sheet again; the next with such a header too.

    NotChecked when it is on its way in already, ColumnTwice when two columns would be the same.
    """
    chosen = [role for role in request.roles if role]
    if not set(chosen) <= set(NAMED_ROLES):
        raise InvalidRequest(fields="roles")
    if twice := next((role for role in chosen if chosen.count(role) > 1), None):
        raise ColumnTwice(columns=twice)
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.lock(request.import_id))
        if row["state"] != "checked":
            raise NotChecked
        header = row["header"]
        if len(request.roles) != len(theirs(header, header)):
            raise InvalidRequest(fields="roles")
        roles = mapped(header, request.roles).roles
        store.keep_mapping(fingerprint(header), request.roles, by=by, now=now)
        return progress_of(store.work_through(row, "checking", roles))


def apply_import(db: Database, request: ImportRef, *, by: UUID) -> ImportProgress:
    """
    Bring a checked sheet in; asked again, it changes nothing.

    Each row is judged again, as people may have changed meanwhile. MissingColumns, NotChecked.
    """
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.lock(request.import_id))
        if row["state"] in ("waiting", "running", "done"):
            return progress_of(row)
        if row["state"] != "checked":
            raise NotChecked
        require(Columns(roles=tuple(row["roles"])))
        audit.record(tx, by, "import-started", request.import_id)
        return progress_of(store.work_through(row, "waiting", row["roles"]))


def undo_import(db: Database, request: ImportRef, *, by: UUID) -> ImportProgress:
    """Take an import back, as far as nothing has used it since; NotDone."""
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.lock(request.import_id))
        if row["state"] in ("undoing", "undone"):
            return progress_of(row)
        if row["state"] != "done":
            raise NotDone
        audit.record(tx, by, "import-undone", request.import_id)
        return progress_of(store.undo(request.import_id))


def set_aside(db: Database, request: FindSetAside) -> RowsSetAside:
    """Give rows that were set aside as they stand in the sheet, while that is kept."""
    after = max(0, min(request.after_row, LAST_ROW))
    with db.transaction() as tx:
        store = ImportStore(tx)
        row = known(store.find(request.import_id))
        found = store.set_aside(request.import_id, after=after, limit=MOST_SET_ASIDE + 1)
    # What came back mended before has our own columns, which are added anew.
    places = [place for place, title in enumerate(row["header"]) if not is_ours(title)]
    following = found[MOST_SET_ASIDE - 1]["row"] if len(found) > MOST_SET_ASIDE else None
    return RowsSetAside(
        header=[row["header"][place] for place in places],
        rows=[
            RowSetAside(
                row=one["row"],
                key=f"{one['row']}/{request.import_id}",
                cells=[_text(one["cells"], place) for place in places],
                reasons=one["reasons"],
            )
            for one in found[:MOST_SET_ASIDE]
            if isinstance(one["cells"], list)
        ],
        next=following,
    )


def forget_old_sheets(db: Database, *, now: datetime) -> bool:
    """Forget what was set aside and never mended, and sheets that were checked and left."""
    with db.transaction() as tx:
        ImportStore(tx).forget_old_cells(now - KEPT)
    return False


def _samples(rows: Sequence[Sequence[object]], place: int) -> list[str]:
    texts = (clean(_text(cells, place)) for cells in rows if isinstance(cells, list))
    return list(dict.fromkeys(text[:LONGEST_SAMPLE] for text in texts if text))[:SAMPLES]


def _text(cells: Sequence[object], place: int) -> str:
    cell = cells[place] if place < len(cells) else None
    return "" if cell is None else str(cell)
