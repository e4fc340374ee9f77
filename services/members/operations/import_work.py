"""
Working a sheet off, in the background and in steps: each is a transaction with its checkpoint.

A sheet is first read whole and its rows put aside, or refused; then its people are put among
those we know, 500 rows at a time. A crash at any moment leaves the last checkpoint to go on from:
nothing is lost, and nothing is done twice.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from services.members import announcements
from services.members.domain.rows import Entry, Occasion, mark_doubles, read_row
from services.members.domain.texts import LONGEST_LINE
from services.members.domain.vocabulary import Body, names_of_body
from services.members.errors import UnreadableSheet
from services.members.sheets import people_in
from services.members.store.imports import ImportStore, Settled
from services.members.store.people import PeopleStore
from shared.contracts.wire import CHUNK
from shared.crashpoints import crashpoint
from shared.db.database import Database, DatabaseDown, Transaction
from shared.edge.aside import aside
from shared.ids import new_id
from shared.messaging import outbox

ZONE = ZoneInfo("Africa/Casablanca")
AFTER_A_FAILURE = timedelta(seconds=10)
MOST_FAILURES = 3

log = structlog.get_logger()

Row = dict[str, Any]


def import_next(db: Database, *, now: datetime) -> bool:
    """Take the next step of an import; False when none waits."""
    job: Row | None = None
    try:
        with db.transaction() as tx:
            job = ImportStore(tx).take(now)
            if job is None:
                return False
            imported = _step(tx, job, now)
    except DatabaseDown:
        raise
    except Exception:
        if job is None:
            raise
        log.exception("import_failed", import_id=str(job["id"]))
        _leave_for_later(db, job["id"], now)
    else:
        if imported:
            crashpoint("members.import_chunk")
    return True


def _step(tx: Transaction, job: Row, now: datetime) -> bool:
    """Do one step; True when people came in by it."""
    if job["state"] == "waiting":
        ImportStore(tx).start(job["id"], now)
    elif not job["is_read"]:
        _read(tx, job, now)
    else:
        _import_chunk(tx, job, now)
        return True
    return False


def _leave_for_later(db: Database, import_id: UUID, now: datetime) -> None:
    """What fails again and again is ended, so that somebody sees it and others get their turn."""
    with db.transaction() as tx:
        store = ImportStore(tx)
        if store.postpone(import_id, now + AFTER_A_FAILURE) >= MOST_FAILURES:
            store.refuse(import_id, "internal-error", {"error_id": import_id}, now)


# --- Reading ---------------------------------------------------------------------------------


def _read(tx: Transaction, job: Row, now: datetime) -> None:
    """Put the sheet's rows aside, all of them or, when it cannot be read, none."""
    store = ImportStore(tx)
    try:
        with tx.transaction(), tempfile.TemporaryFile() as file:
            _put_together(store, job["id"], file)
            rows = people_in(file)
            # In portions, because each statement has a time limit.
            while portion := aside(list, islice(rows, CHUNK)):
                store.stage(job["id"], portion)
    except UnreadableSheet as refusal:
        store.refuse(job["id"], refusal.code, refusal.detail, now)
        log.info("sheet_refused", import_id=str(job["id"]), code=refusal.code)
    else:
        store.finish_reading(job["id"])


def _put_together(store: ImportStore, import_id: UUID, file: BinaryIO) -> None:
    file.writelines(store.pieces(import_id))
    file.seek(0)


# --- A chunk of people -----------------------------------------------------------------------


def _import_chunk(tx: Transaction, job: Row, now: datetime) -> None:
    store = ImportStore(tx)
    staged = store.next_rows(job["id"], after=job["checkpoint"], limit=CHUNK)
    if staged:
        settled = _put_among_people(tx, job, staged, now)
        verdicts = Counter(job["verdicts"]) + Counter(row.verdict for row in settled)
        checkpoint = staged[-1]["row"]
        store.advance(job["id"], checkpoint=checkpoint, done=len(staged), verdicts=verdicts)
    if len(staged) < CHUNK:
        store.finish(job["id"], now)
        log.info("import_done", import_id=str(job["id"]), rows=job["done"] + len(staged))


def _put_among_people(
    tx: Transaction, job: Row, staged: Sequence[Row], now: datetime
) -> list[Settled]:
    store = ImportStore(tx)
    entries = _read_entries(tx, job, staged, now)
    store.put_chunk(entries)
    matches = store.match(job["id"])
    new = store.add_people(job["language"])
    changed = _change(store, job, entries)
    changed |= store.join_households()
    store.new_versions(changed - new, now)
    _announce(tx, new | changed)
    settled = _settle(entries, matches, (new, changed), store.opted_out_rows())
    store.settle(job["id"], settled)
    return settled


def _read_entries(
    tx: Transaction, job: Row, staged: Sequence[Row], now: datetime
) -> dict[UUID, Entry]:
    """Read the rows' cells, by the id that each person gets if it is a new one."""
    vocabulary = PeopleStore(tx).vocabulary()
    occasion = Occasion(
        today=now.astimezone(ZONE).date(),
        language=job["language"],
        consent_date=job["consent_date"],
    )
    read = (read_row(row["row"], row["cells"], vocabulary, occasion) for row in staged)
    return {new_id(): entry for entry in mark_doubles(read)}


def _change(store: ImportStore, job: Row, entries: Mapping[UUID, Entry]) -> set[UUID]:
    """Bring what is held up to what the sheet says; gives those for whom that is a change."""
    changed = store.change_people()
    named: dict[str, Body] = {}
    for entry in entries.values():
        for body in entry.bodies if entry.verdict is None else ():
            named.setdefault(body.code, body)
    for code, body in named.items():
        store.add_body(code, names_of_body(body))
    changed |= store.join_bodies_and_axes()
    day = job["consent_date"]
    return changed | store.add_consents(
        has_basis=day is not None,
        at=datetime.combine(day, time.min, ZONE).astimezone(UTC) if day else job["begun_at"],
        source=job["consent_source"] or job["filename"],
        wording=job["consent_wording"],
        collector=job["consent_collector"],
    )


def _announce(tx: Transaction, ids: set[UUID]) -> None:
    contacts = PeopleStore(tx).contacts(sorted(ids))
    outbox.add_all(tx, announcements.contacts_changed(contacts))


def _settle(
    entries: Mapping[UUID, Entry],
    matches: Mapping[int, Row],
    touched: tuple[set[UUID], set[UUID]],
    opted_out: set[int],
) -> list[Settled]:
    settled = []
    for entry in entries.values():
        match = matches[entry.row]
        verdict = match["verdict"] or _verdict(entry, match["person_id"], *touched)
        is_somebody = match["known"] or match["verdict"] is None
        settled.append(
            Settled(
                row=entry.row,
                verdict=verdict,
                reasons=[
                    *entry.reasons,
                    *(["opted-out"] if entry.row in opted_out else []),
                    *(["outside-your-regions"] if _is_outside(entry, match) else []),
                ],
                name=entry.name.whole[:LONGEST_LINE],
                phone=entry.shown_phone,
                email=entry.shown_email,
                member_id=match["person_id"] if is_somebody else None,
            )
        )
    return settled


def _is_outside(entry: Entry, match: Row) -> bool:
    """A good row that the database would not take: its person is out of the sheet's reach."""
    return entry.verdict is None and match["verdict"] == "quarantined"


def _verdict(entry: Entry, person_id: UUID, new: set[UUID], changed: set[UUID]) -> str:
    """Say what became of a row that was taken."""
    if person_id not in new and person_id not in changed:
        return "unchanged"
    if entry.landline and not entry.phone.mobile and not entry.email.address:
        return "voice_only"
    if entry.repaired:
        return "repaired"
    return "new" if person_id in new else "changed"
