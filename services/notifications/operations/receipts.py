"""
What became of messages, as their providers tell: early, late, twice, or of nobody knows what.

A receipt is kept first, then joined with the message that it is about: by the provider's name of
it, by the same name written otherwise, by our own reference. One that finds nothing waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from services.notifications import domain
from services.notifications.domain import Receipt
from services.notifications.store import NotificationsStore
from shared.db.database import Database

log = structlog.get_logger()

KEPT = timedelta(days=14)
"""A receipt that nobody could place is of no use later: messages are forgotten by then."""

NAMED_BY = timedelta(minutes=5)
"""A receipt that has waited for so long is of a message whose name got lost with its answer."""

SOON = timedelta(minutes=15)
"""
What comes from a phone so soon after an uncertain message is about that one, if it is not by the
name of a code or a reply. Later it may be about one of which nobody knows the name.
"""

AT_ONCE = 500

Found = tuple[date, UUID]
Row = dict[str, Any]


def hear(db: Database, receipt: Receipt, *, key: bytes, now: datetime) -> None:
    """Keep what a provider said, and bring the ledger to it; said twice, it changes nothing."""
    if receipt.provider_id:
        receipt = replace(receipt, provider_id=domain.storable(receipt.provider_id))
    receipt = replace(receipt, code=domain.storable(receipt.code))
    names = _names_of(receipt)
    if not names:
        log.info("receipt_without_name", provider=receipt.provider)
        return
    hashed = domain.address_hash(key, "sms", receipt.address) if receipt.address else None
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        name = store.known_name(receipt.provider, names) or names[0]
        store.note_receipt(receipt, name, hashed, now)
        found = store.match_receipts(receipt.provider, [name])
        if not found and hashed is not None:
            waits = {"provider": receipt.provider, "provider_id": name, "address_hash": hashed}
            found = _in_other_words(store, [waits], key)
        _settle(store, found, now)


def expect(store: NotificationsStore, month: date, ids: Sequence[UUID], now: datetime) -> None:
    """Note under which names receipts come, and join those that were here before."""
    store.expect(month, ids, now)
    _settle(store, store.match_receipts(ids=ids), now)


def join_late(db: Database, *, key: bytes, now: datetime) -> bool:
    """Join what arrived in the same moment as its message's name, or has our reference only."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        found = store.match_receipts()
        found += _in_other_words(store, store.waiting_receipts(now - KEPT, limit=AT_ONCE), key)
        if _by_reference(store, key, now) or _by_phone_and_time(store, key, now):
            found += store.match_receipts()
        _settle(store, found, now)
        store.tidy_receipts(now - KEPT)
    return False


def _names_of(receipt: Receipt) -> list[str]:
    names = [receipt.provider_id.replace(" ", "_")[:200]] if receipt.provider_id else []
    return [*names, f"~{receipt.delivery_id}"] if receipt.delivery_id else names


def _in_other_words(store: NotificationsStore, waiting: Sequence[Row], key: bytes) -> list[Found]:
    """
    Find messages whose names are the same numbers in another base, at the same phones.

    The phone must fit: a number in decimal may be another message's in hexadecimal.
    """
    renamed: dict[str, list[str]] = defaultdict(list)
    for provider in {row["provider"] for row in waiting}:
        others = {
            row["provider_id"]: domain.names_of(row["provider_id"])[1:]
            for row in waiting
            if row["provider"] == provider
        }
        names = sorted({other for each in others.values() for other in each})
        known = {row["provider_id"]: row for row in store.in_other_words(provider, names)}
        at = {
            name: domain.address_hash(key, "sms", row["phone"] or "") for name, row in known.items()
        }
        for receipt in waiting:
            name, hashed = receipt["provider_id"], bytes(receipt["address_hash"])
            if receipt["provider"] != provider:
                continue
            fitting = [other for other in others[name] if at.get(other) == hashed]
            if len(fitting) == 1:
                # It is told of the name that is known, so that the parts stay as many.
                store.rename_receipt(provider, name, fitting[0])
                renamed[provider].append(fitting[0])
    return [each for p, names in renamed.items() for each in store.match_receipts(p, names)]


def _by_reference(store: NotificationsStore, key: bytes, now: datetime) -> bool:
    """
    Find uncertain messages by the number that we gave them and the phone they went to.

    The newest are looked at: what fits nothing must not stand before what comes.
    """
    receipts = store.referring_receipts(since=now - KEPT, limit=AT_ONCE)
    if not receipts:
        return False
    unsure: dict[tuple[str, int, bytes], list[Found]] = defaultdict(list)
    theirs = {row["provider"] for row in receipts}
    for row in store.unsure_of(theirs, since=now - KEPT, limit=AT_ONCE):
        hashed = domain.address_hash(key, "sms", row["phone"] or "")
        reference = row["id"].int & 0xFFFF
        unsure[row["provider"], reference, hashed].append((row["month"], row["id"]))
    adopted = False
    for receipt in receipts:
        hashed = bytes(receipt["address_hash"])
        places = unsure.get((receipt["provider"], receipt["reference"], hashed), [])
        if len(places) == 1:
            ((month, delivery_id),) = places
            store.adopt_receipt(
                receipt["provider"], receipt["provider_id"], month, delivery_id, now
            )
            adopted = True
    return adopted


def _by_phone_and_time(store: NotificationsStore, key: bytes, now: datetime) -> bool:
    """
    Find the one uncertain message that went to a phone when receipts came from there.

    For message centres that do not give our number back. Not sooner than a name would be known;
    and of two at the phone, or in a later receipt, nobody knows which it is about. There must be
    one for each part, no more and no less: any of them may be of a message that did not go whole.
    """
    receipts = store.nameless_receipts(since=now - KEPT, before=now - NAMED_BY, limit=AT_ONCE)
    if not receipts:
        return False
    rows = store.unsure_of({each["provider"] for each in receipts}, since=now - KEPT, limit=AT_ONCE)
    if len(rows) == AT_ONCE:
        return False  # there may be more, so nobody knows which is the only one
    meant = _only_ones(receipts, rows, key)
    named = {_name(each) for _, several in meant for each in several}
    others = store.drop_receipts_of_others(named) if named else set()
    adopted = False
    for row, several in meant:
        own = [each for each in several if _name(each) not in others]
        if len(own) == max(row["parts"], 1):
            for provider, name in map(_name, own):
                store.adopt_receipt(provider, name, row["month"], row["id"], now)
            adopted = True
    return adopted


def _only_ones(
    receipts: Iterable[Row], rows: Iterable[Row], key: bytes
) -> list[tuple[Row, list[Row]]]:
    """Give messages with the receipts that may be about nothing else of the ledger."""
    unsure: dict[tuple[str, bytes], list[Row]] = defaultdict(list)
    for row in rows:
        unsure[row["provider"], domain.address_hash(key, "sms", row["phone"] or "")].append(row)
    meant: dict[UUID, tuple[Row, list[Row]]] = {}
    for receipt in receipts:
        fitting = [
            row
            for row in unsure.get((receipt["provider"], bytes(receipt["address_hash"])), [])
            if row["told_at"] <= receipt["at"] <= row["told_at"] + SOON
        ]
        if len(fitting) == 1:
            meant.setdefault(fitting[0]["id"], (fitting[0], []))[1].append(receipt)
    return list(meant.values())


def _name(receipt: Row) -> tuple[str, str]:
    return receipt["provider"], receipt["provider_id"]


def _settle(store: NotificationsStore, found: Iterable[Found], now: datetime) -> None:
    known = sorted(set(found))
    if not known:
        return
    moved = store.settle_receipts(known, now)
    for month in {row["month"] for row in moved if row["state"] == "failed"}:
        failed = [r["id"] for r in moved if r["state"] == "failed" and r["month"] == month]
        store.follow_tellers(month, failed, now)
    if len(moved) > 1:  # one for each message would be a million lines
        log.info("receipts_settled", deliveries=len(moved))
