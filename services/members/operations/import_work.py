"""
Working a sheet off, in the background and in steps: each is a transaction with its checkpoint.

A sheet is first read whole and its rows put aside, or refused; then its people are put among
those we know, 500 rows at a time. A crash at any moment leaves the last checkpoint to go on from:
nothing is lost, and nothing is done twice. To check a sheet is the same work up to the writing.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from services.members import announcements
from services.members.domain import columns
from services.members.domain.columns import Columns
from services.members.domain.rows import Entry, Occasion
from services.members.domain.texts import LONGEST_LINE
from services.members.domain.vocabulary import Body, names_of_body
from services.members.errors import UnreadableSheet
from services.members.operations.reading import Part, ReadAhead
from services.members.operations.undo_work import undo_chunk
from services.members.sheets import open_sheet
from services.members.store.chunks import ChunkStore, Settled
from services.members.store.imports import ImportStore
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
PASSES = {
    "checking": "members.check_chunk",
    "running": "members.import_chunk",
    "undoing": "members.undo_chunk",
}
"""The crash point after a part of a sheet, by what is done with it."""

log = structlog.get_logger()

Row = dict[str, Any]


def import_next(db: Database, ahead: ReadAhead, *, now: datetime) -> bool:
    """Take the next step of an import; False when none waits."""
    job: Row | None = None
    try:
        with db.transaction() as tx:
            job = ImportStore(tx).take(now)
            if job is None:
                return False
            worked = _step(tx, job, ahead, now)
    except DatabaseDown:
        raise
    except Exception:
        if job is None:
            raise
        log.exception("import_failed", import_id=str(job["id"]))
        _leave_for_later(db, job["id"], now)
    else:
        if worked:
            crashpoint(PASSES[job["state"]])
    return True


def _step(tx: Transaction, job: Row, ahead: ReadAhead, now: datetime) -> bool:
    """Do one step; True when a part of the sheet was gone through."""
    if job["state"] == "waiting":
        ImportStore(tx).start(job["id"], now)
    elif job["state"] == "undoing":
        undo_chunk(tx, job, now)
        return True
    elif not job["is_read"]:
        _read(tx, job, now)
    else:
        _work_chunk(tx, job, ahead, now)
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
            sheet = open_sheet(file)
            found = _columns(store, job, sheet.header)
            # In portions, because each statement has a time limit.
            while portion := aside(list, islice(sheet.rows, CHUNK)):
                store.stage(job["id"], portion)
    except UnreadableSheet as refusal:
        store.refuse(job["id"], refusal.code, refusal.detail, now)
        log.info("sheet_refused", import_id=str(job["id"]), code=refusal.code)
    else:
        store.finish_reading(job["id"], sheet.header, found.roles, now)


def _columns(store: ImportStore, job: Row, header: Sequence[str]) -> Columns:
    """Tell what the columns are; what is missing may be said by hand, if somebody looks at it."""
    chosen = store.mapping(columns.fingerprint(header))
    found = columns.recognise(header) if chosen is None else columns.mapped(header, chosen)
    if not job["check_first"]:
        columns.require(found)
    return found


def _put_together(store: ImportStore, import_id: UUID, file: BinaryIO) -> None:
    file.writelines(store.pieces(import_id))
    file.seek(0)


# --- A chunk of people -----------------------------------------------------------------------


def _work_chunk(tx: Transaction, job: Row, ahead: ReadAhead, now: datetime) -> None:
    store = ImportStore(tx)
    if columns.missing(_roles(job)) and job["state"] == "checking":
        store.wait_for_columns(job["id"], now)
        return
    part = _part(tx, job, now)
    done = 0
    if part.rows:
        settled = _put_among_people(tx, job, part, ahead, now)
        judged = Counter(row.verdict for row in settled if row.verdict)
        verdicts, done = Counter(job["verdicts"]) + judged, judged.total()
        store.advance(job["id"], checkpoint=part.last_row, done=done, verdicts=verdicts)
        store.learn_sizes()
    if len(part.rows) < CHUNK:
        store.finish(job["id"], now)
        rows = job["done"] + done
        if job["state"] == "checking":
            log.info("import_checked", import_id=str(job["id"]), rows=rows)
        else:
            store.forget_cells(job["id"])
            log.info("import_done", import_id=str(job["id"]), rows=rows)


def _roles(job: Row) -> Columns:
    return Columns(roles=tuple(job["roles"]))


def _part(tx: Transaction, job: Row, now: datetime) -> Part:
    """Give the next rows, with all that it depends on how they are read."""
    return Part(
        rows=ImportStore(tx).next_rows(job["id"], after=job["checkpoint"], limit=CHUNK),
        columns=_roles(job),
        vocabulary=PeopleStore(tx).vocabulary(),
        occasion=Occasion(
            today=now.astimezone(ZONE).date(),
            language=job["language"],
            consent_date=job["consent_date"],
        ),
    )


def _put_among_people(
    tx: Transaction, job: Row, part: Part, ahead: ReadAhead, now: datetime
) -> list[Settled]:
    # By the id that each person gets if it is a new one.
    entries = {new_id(): entry for entry in ahead.read(part)}
    if len(part.rows) == CHUNK:
        following = ImportStore(tx).next_rows(job["id"], after=part.last_row, limit=CHUNK)
        ahead.begin(replace(part, rows=following))
    PeopleStore(tx).take_turns()
    store = ChunkStore(tx, job["id"])
    store.put(entries)
    store.match()
    store.note_changes(has_basis=job["consent_date"] is not None, at=_said_at(job))
    matches = store.matches()
    checking = job["state"] == "checking"
    settled = _settle(entries, matches, store.opted_out_rows(), checking=checking)
    read = {entry.row for entry in entries.values()}
    settled += [
        Settled(row=row["row"], verdict=None) for row in part.rows if row["row"] not in read
    ]
    added: set[UUID] = set()
    if not checking:
        changed = {match["person_id"] for match in matches.values() if match["changes"]}
        added = _write(tx, job, entries, changed, now)
    store.settle(settled, added=added, keep_cells=checking)
    return settled


def _said_at(job: Row) -> datetime:
    """Tell when the sheet's people said what it says of their consents."""
    day = job["consent_date"]
    if day is None:
        begun_at: datetime = job["begun_at"]
        return begun_at
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def _write(
    tx: Transaction, job: Row, entries: Mapping[UUID, Entry], changed: set[UUID], now: datetime
) -> set[UUID]:
    """Bring what is held up to what the sheet says; gives whom we did not know before."""
    store = ChunkStore(tx, job["id"])
    added = store.add_people(job["language"])
    store.change_people()
    _add_names(store, [entry for entry in entries.values() if entry.verdict is None])
    store.join()
    store.add_consents(
        at=_said_at(job),
        source=job["consent_source"] or job["filename"],
        wording=job["consent_wording"],
        collector=job["consent_collector"],
    )
    changed = changed | store.join_households()
    PeopleStore(tx).new_versions(changed - added, now)
    if any(entry.returned for entry in entries.values()):
        store.forget_mended()
    _announce(tx, added | changed)
    return added


def _add_names(store: ChunkStore, taken: Sequence[Entry]) -> None:
    """Make bodies, tags and partners that are new here, as they are spelled first."""
    bodies: dict[str, Body] = {}
    tags: dict[str, str] = {}
    partners: dict[str, str] = {}
    for entry in taken:
        for body in entry.bodies:
            bodies.setdefault(body.code, body)
        tags = {**entry.tags, **tags} if entry.tags else tags
        partners = {**entry.partners, **partners} if entry.partners else partners
    for code, body in bodies.items():
        store.add_body(code, names_of_body(body))
    store.add_names(tags, partners)


def _announce(tx: Transaction, ids: set[UUID]) -> None:
    contacts = PeopleStore(tx).contacts(sorted(ids))
    outbox.add_all(tx, announcements.contacts_changed(contacts))


def _settle(
    entries: Mapping[UUID, Entry],
    matches: Mapping[int, Row],
    opted_out: set[int],
    *,
    checking: bool,
) -> list[Settled]:
    settled = []
    for entry in entries.values():
        match = matches[entry.row]
        verdict = match["verdict"] or _verdict(entry, match)
        taken = match["known"] or match["verdict"] is None
        is_somebody = match["held"] if checking else taken
        settled.append(
            Settled(
                row=entry.row,
                verdict=verdict,
                reasons=[
                    *entry.reasons,
                    *(["opted-out"] if entry.row in opted_out else []),
                    *(["own-choice"] if match["against_choice"] else []),
                    *(["guardian-no-stands"] if match["guardian_no_stands"] else []),
                    *(["outside-your-regions"] if _is_outside(entry, match) else []),
                ],
                name=entry.name.whole[:LONGEST_LINE],
                phone=entry.shown_phone,
                email=entry.shown_email,
                member_id=match["person_id"] if is_somebody else None,
                changes=match["changes"],
            )
        )
    return settled


def _is_outside(entry: Entry, match: Row) -> bool:
    """A good row that the database would not take: its person is out of the sheet's reach."""
    return entry.verdict is None and match["verdict"] == "quarantined"


def _verdict(entry: Entry, match: Row) -> str:
    """Say what becomes of a row that is taken."""
    if match["known"] and not match["changes"]:
        return "unchanged"
    if entry.landline and not entry.phone.mobile and not entry.email.address:
        return "voice_only"
    if entry.repaired:
        return "repaired"
    return "changed" if match["known"] else "new"
