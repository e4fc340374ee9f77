"""
Checking in: phones at the doors tell what they saw, in any order, once or more.

Each scan is written down as it was seen; what all of them come to is put together anew for the
people concerned. So two phones without a network, and a third that tells twice, lose nothing and
count nobody twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import codes, doors
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events import (
    MOST_SCANS,
    Came,
    CamePage,
    CheckedIn,
    CheckIn,
    EventRef,
    FindCame,
    Here,
    Scan,
    ScanResult,
    read_ticket,
    ticket_of,
)
from shared.contracts.wire import CHUNK
from shared.db.database import Database
from shared.errors import InvalidRequest
from shared.messaging import outbox

MOST_GUESTS = 50
LONGEST_DOOR = 60


def check_in(db: Database, request: CheckIn, *, by: UUID, key: bytes, now: datetime) -> CheckedIn:
    """Keep what one phone saw, and say what came of it; UnknownEvent, DoorClosed."""
    _check(request)
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        if not doors.hears_doors(**_times(event), now=now):
            raise errors.DoorClosed
        store.take_turns_at_door(event["id"])
        whom = _whom(store, event["id"], request.scans, key)
        seen = [
            (scan, whom[scan.id], doors.seen_at(scan.at, clock=request.clock, now=now))
            for scan in request.scans
            if scan.id in whom
        ]
        store.add_scans(event["id"], seen, by=by, device=request.device, door=request.door.strip())
        people = set(whom.values())
        settled = store.settle(event["id"], people)
        if settled:
            outbox.add(tx, announcements.attendance_recorded(event["id"], settled))
        standing = store.check_ins_of(event["id"], people)
        return CheckedIn(
            results=[_result(scan, whom.get(scan.id), standing) for scan in request.scans],
            here=Here(**store.here(event["id"])),
        )


def came(db: Database, request: FindCame) -> CamePage:
    """Give what has changed at the doors since; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        event = existing(store.find_event(request.event_id))
        rows = store.came_since(event["id"], request.after, CHUNK + 1)
        shown = rows[:CHUNK]
        last = shown[-1]["seen"] if shown else request.after
        for row in shown:
            del row["seen"]
        return CamePage(
            came=[Came(**row) for row in shown],
            next=last,
            more=len(rows) > CHUNK,
            here=Here(**store.here(event["id"])),
        )


def here(db: Database, request: EventRef) -> Here:
    """Give how many are in; UnknownEvent."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        return Here(**store.here(existing(store.find_event(request.event_id))["id"]))


def tickets(
    store: EventsStore, event_id: UUID, ids: Collection[UUID], key: bytes
) -> Iterator[tuple[UUID, str]]:
    """Make the tickets of people: whoever is known under two ids has two."""
    for row in store.tickets_of(event_id, ids):
        code = codes.make_code(key, event_id, row["holder_id"], row["n"])
        yield row["member_id"], ticket_of(code, row["invited_id"])


def _check(request: CheckIn) -> None:
    if len(request.scans) > MOST_SCANS or len(request.door) > LONGEST_DOOR:
        raise InvalidRequest(fields="scans")
    if any(not 0 <= scan.guests <= MOST_GUESTS for scan in request.scans):
        raise InvalidRequest(fields="guests")


def _times(event: Row) -> Row:
    return {name: event[name] for name in ("state", "starts_at", "ends_at")}


def _whom(
    store: EventsStore, event_id: UUID, scans: Collection[Scan], key: bytes
) -> dict[UUID, UUID]:
    """Say of each scan whom it is of, as far as anybody is known by it."""
    told = store.known_scans(event_id, [scan.id for scan in scans])
    shown = {ticket for scan in scans if scan.ticket and (ticket := read_ticket(scan.ticket))}
    by_ticket = _by_ticket(store, event_id, shown, key) if shown else {}
    ids = {
        scan.id: scan.member_id or by_ticket.get(read_ticket(scan.ticket or "") or "")
        for scan in scans
    }
    seats = store.seats_of(event_id, {member_id for member_id in ids.values() if member_id})
    walk_ins = {scan.id for scan in scans if scan.walk_in}
    return told | {
        scan_id: seats[member_id]["seat_id"]
        for scan_id, member_id in ids.items()
        if scan_id not in told and member_id and (seats[member_id]["known"] or scan_id in walk_ins)
    }


def _by_ticket(
    store: EventsStore, event_id: UUID, wanted: Collection[str], key: bytes
) -> dict[str, UUID]:
    """Find whose tickets these are, going through all who answered until all are found."""
    found: dict[str, UUID] = {}
    after = None
    while len(found) < len(wanted):
        page = store.page_of_answered(event_id, after, CHUNK)
        made = tickets(store, event_id, page, key)
        found |= {ticket: member_id for member_id, ticket in made if ticket in wanted}
        if len(page) < CHUNK:
            break
        after = page[-1]
    return found


def _result(scan: Scan, member_id: UUID | None, standing: dict[UUID, Row]) -> ScanResult:
    if member_id is None:
        return ScanResult(scan_id=scan.id, came_of_it="unknown")
    row = standing[member_id]
    if row["at"] is None:
        return ScanResult(scan_id=scan.id, came_of_it="out", member_id=member_id)
    return ScanResult(
        scan_id=scan.id,
        came_of_it="in" if row["scan_id"] == scan.id else "already",
        member_id=member_id,
        at=row["at"],
        door=row["door"],
    )
