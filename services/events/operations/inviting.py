"""Who is invited, page by page, and what became of telling them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.events import announcements, errors
from services.events.domain import codes
from services.events.operations import announcing, assemblies, missing
from services.events.operations.finding import Row, existing
from services.events.store import EventsStore
from shared.contracts.events import Invitee
from shared.contracts.members import Addressee, AudienceResolved, MemberMerged, MemberUnmerged
from shared.contracts.notifications import DeliverySettled
from shared.db.database import Transaction
from shared.messaging import erasure, outbox


def invite(tx: Transaction, message: AudienceResolved, *, key: bytes, now: datetime) -> None:
    """Invite a page of people: invitations, codes, and what notifications needs to tell them."""
    store = EventsStore(tx)
    erasure.hold(tx)
    wave = store.lock_wave(message.wave_id)
    if wave is None and assemblies.hear_roll(tx, message, now=now):
        return
    if wave is None:
        raise errors.UnknownEvent
    if not store.hear_page(message.wave_id, message.page):
        return
    event = existing(store.find_event(wave["event_id"]))
    wave |= {"meant": message.meant, "asked_by": message.asked_by}
    if wave["kind"] == "announcement":
        _announce(tx, event, wave, message, key, now)
        return
    added = issue(tx, event, wave, _without_the_erased(tx, message), key=key, now=now)
    _count_page(tx, message, added, now)
    if message.balance is not None:
        store.keep_balance(message.wave_id, message.balance)


def issue(
    tx: Transaction,
    event: Row,
    wave: Row,
    addressees: Sequence[Addressee],
    *,
    key: bytes,
    now: datetime,
) -> list[Row]:
    """Invite those who are not invited yet, and announce it with their codes; gives just these."""
    store = EventsStore(tx)
    added = store.add_invitations(event, wave["id"], addressees)
    codes = _codes(store, event, added, key)
    invitees = [
        Invitee(
            member_id=row["member_id"],
            code=None if row["refused"] else codes[row["holder_id"]],
            household_id=row["holder_id"] if row["holder_id"] != row["member_id"] else None,
            refused=row["refused"],
        )
        for row in sorted(added, key=lambda row: (row["holder_id"], row["member_id"]))
    ]
    if invitees:
        outbox.add(tx, announcements.invitation_issued(event, wave, invitees, now))
    return added


def _announce(
    tx: Transaction, event: Row, wave: Row, message: AudienceResolved, key: bytes, now: datetime
) -> None:
    """Tell a page of people what is announced: each has a code, and is invited to nothing."""
    store = EventsStore(tx)
    people = sorted(
        (
            {
                "member_id": a.member_id,
                "holder_id": a.household_id or a.member_id,
                "refused": a.refused,
            }
            for a in _without_the_erased(tx, message)
        ),
        key=lambda row: (row["holder_id"], row["member_id"]),
    )
    announcing.tell_page(tx, event, wave, people, _codes(store, event, people, key))
    _count_page(tx, message, people, now)


def _count_page(
    tx: Transaction, message: AudienceResolved, added: Sequence[Row], now: datetime
) -> None:
    """Count a page; behind the last one goes the question whether everybody is planned."""
    complete = EventsStore(tx).add_to_wave(
        message.wave_id,
        heard=len(message.addressees),
        added=added,
        total=message.total,
        meant=message.meant,
        now=now,
    )
    if complete:
        missing.question_plan(tx, message.wave_id)


def _without_the_erased(tx: Transaction, message: AudienceResolved) -> list[Addressee]:
    """Whoever was erased since the wave asked is counted and not invited."""
    gone = erasure.erased_of(tx, [a.member_id for a in message.addressees])
    return [replace(a, refused="erased") if a.member_id in gone else a for a in message.addressees]


def keep_merges(tx: Transaction, message: MemberMerged) -> None:
    """Know whose ids these are: their invitations and answers are read as that person's."""
    store = EventsStore(tx)
    store.put_aliases([(m.alias_id, m.member_id, m.version) for m in message.merges])


def keep_unmerges(tx: Transaction, message: MemberUnmerged) -> None:
    """Know that these ids are nobody else's any more."""
    store = EventsStore(tx)
    store.put_aliases([(u.alias_id, None, u.version) for u in message.unmerges])


def keep_settled(tx: Transaction, message: DeliverySettled) -> None:
    """Keep the newest totals of a send, for the report."""
    EventsStore(tx).keep_settled(message.send_id, message.event_id, message.version, message.totals)


def _codes(store: EventsStore, event: Row, added: Sequence[Row], key: bytes) -> dict[UUID, str]:
    """Give each invited holder a code, made anew or as it was; a code that is taken, the next."""
    holders = {row["holder_id"] for row in added if row["refused"] is None}
    known = store.codes_of_holders(event["id"], list(holders))
    made = {h: codes.make_code(key, event["id"], h, n) for h, n in known.items()}
    n = 0
    while missing := holders - made.keys():
        fresh = {h: codes.make_code(key, event["id"], h, n) for h in missing}
        hashes = {h: codes.code_hash(key, code) for h, code in fresh.items()}
        kept = store.add_codes(event["id"], hashes, n)
        made |= {holder: fresh[holder] for holder in kept}
        n += 1
    return made
