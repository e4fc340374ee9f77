"""Taking an import back, in the background and in steps: what nothing has used since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog

from services.members import announcements
from services.members.store.people import PeopleStore
from services.members.store.undoing import UndoingStore
from shared.contracts.wire import CHUNK
from shared.db.database import Transaction
from shared.messaging import erasure, outbox

SOURCE = "import taken back"

log = structlog.get_logger()

Row = dict[str, Any]


def undo_chunk(tx: Transaction, job: Row, now: datetime) -> None:
    """Take a part of an import back; the checkpoint is the last row that was looked at."""
    store, people = UndoingStore(tx, job["id"]), PeopleStore(tx)
    people.take_turns()
    rows = store.take_rows(after=job["checkpoint"], limit=CHUNK)
    store.judge()
    gone = store.take_people_back()
    changed = store.give_back(source=SOURCE, now=now)
    people.new_versions(changed, now)
    if gone:
        # Not only without a contact: nothing of them is to stay with anybody.
        erasure.bury(tx, gone)
        outbox.add(tx, announcements.member_erased(gone))
    contacts = people.contacts(sorted(changed))
    outbox.add_all(tx, announcements.contacts_changed(contacts))
    finished = len(rows) < CHUNK
    checkpoint = rows[-1] if rows else job["checkpoint"]
    store.advance(checkpoint=checkpoint, settled=store.settle(), finished=finished)
    if finished:
        log.info("import_undone", import_id=str(job["id"]))
