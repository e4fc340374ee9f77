"""
What is said once more, as a send of its own.

A correction goes to whoever a send reached, or may have, on the channel on which it did; a send
again goes to whoever it did not reach, for what is mended since. Both find their people page by
page, in the order of the ledger, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications import domain
from services.notifications.domain import again
from services.notifications.errors import NotCorrectable, NothingToMend, UnknownSend
from services.notifications.operations import asking, own_texts, quoting_again
from services.notifications.operations.planning import (
    announce_planned,
    join_households,
    plan_people,
    verdict_of,
)
from services.notifications.operations.quoting import Ground
from services.notifications.operations.quoting_again import COUNTED_AT_MOST, About
from services.notifications.store import Batches, NotificationsStore, Person
from services.notifications.store.base import Row
from services.notifications.texts import Wording
from services.notifications.texts.wording import announced
from shared.contracts.events import Card
from shared.contracts.members import CHANNELS, LANGUAGES, Channel
from shared.contracts.notifications import (
    Correction,
    CorrectSend,
    Failed,
    FindFailed,
    LookAtCorrection,
    ResendFailed,
    SendProgress,
    TextPreview,
)
from shared.contracts.wire import CHUNK
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.ids import new_id
from shared.messaging import commands

USEFUL_AT_LEAST = timedelta(days=2)
"""What was wrong is put right also when the event has begun: somebody has read it."""

ADDRESSES: dict[Channel, str] = {"sms": "phone", "email": "email"}


# --- A correction ----------------------------------------------------------------------------


def look(db: Database, request: LookAtCorrection, ground: Ground, *, now: datetime) -> Correction:
    """
    Show whom a correction would go to and how it reads; UnknownSend, NotCorrectable.

    With texts also NothingSaid, TitleMissing, SaidTooLong.
    """
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        family, card = _correctable(store, request.send_id)
        reached, people = _reached(store, family)
        rules, money = store.sending_rules(), store.money_rules()
        names = own_texts.real_names(store)
        going = any(
            not each.finished and each.state == "running"
            for each in asking.progress_of(store, family)
        )
        about = About(send=family[0], card=card, people=people)
        quote = quoting_again.of_correction(store, about, request.said, ground, now=now)
    previews: list[TextPreview] = []
    if request.said:
        said = again.checked(request.said, _order(card))
        wording = Wording(
            kind="correction",
            language=card.languages[0],
            card=card,
            association=ground.association,
            plain=rules is not None and rules.plain_letters,
        )
        for language in (each for each in LANGUAGES if each in card.languages):
            written = replace(wording, language=language, said=announced({"texts": said}, language))
            previews += own_texts.previews_of(written, language, ground.public_url, names)
    return Correction(
        card=card,
        kind=family[0]["kind"],
        reached=reached,
        people=people,
        going=going,
        held=domain.needs_second_person(people, money),
        previews=previews,
        quote=quote,
    )


def correct(
    db: Database, request: CorrectSend, ground: Ground, *, by: UUID, now: datetime
) -> SendProgress:
    """
    Begin a correction, and stop what it corrects: a send, with all that are once more of it.

    UnknownSend, NotCorrectable, NothingSaid, TitleMissing, SaidTooLong.
    """

    def act(tx: Transaction) -> SendProgress:
        store = NotificationsStore(tx)
        family, card = _correctable(store, request.send_id)
        first = family[0]
        said = again.checked(request.said, _order(card))
        _, people = _reached(store, family)
        about = About(send=first, card=card, people=people)
        expected = quoting_again.of_correction(store, about, request.said, ground, now=now)
        for each in family:
            if store.stop_send(each["id"]):
                store.note_stop(each["id"], by, now)
                store.note_gap([each["id"]], now)
        _, people = _reached(store, family)
        held = domain.needs_second_person(people, store.money_rules())
        begun = store.begin_correction(new_id(), first["id"], {"texts": said}, held=held, by=by)
        quoting_again.keep(store, begun, expected, now)
        audit.record(tx, by, "send.correct", first["id"])
        return asking.progress_of(store, [begun or {}])[0]

    return _once(db, request, act)


def _correctable(store: NotificationsStore, send_id: UUID) -> tuple[list[Row], Card]:
    """Give a send with those that are once more of it, the first of them first; and the card."""
    send = store.find_send(send_id)
    if send is None:
        raise UnknownSend
    card = store.find_card(send["event_id"])
    if card is None or send["kind"] not in again.TO_MANY or store.is_cancelled(send["event_id"]):
        raise NotCorrectable
    root = send["resends"] or send_id
    family = sorted(store.family(root), key=lambda each: each["id"] != root)
    if not _reached(store, family)[0]:
        raise NotCorrectable
    return family, card


def _reached(
    store: NotificationsStore, family: Sequence[Row]
) -> tuple[dict[str, dict[str, int]], int]:
    """Count the messages of sends that arrived or may have, by channel, and the people."""
    counts: dict[str, dict[str, int]] = {}
    people = 0
    for row in store.totals_of_sends([each["id"] for each in family]):
        if row["state"] in ("claimed", *again.REACHED) and row["channel"] in CHANNELS:
            sure = "maybe" if row["state"] in ("claimed", "uncertain") else "reached"
            of_channel = counts.setdefault(row["channel"], {})
            of_channel[sure] = of_channel.get(sure, 0) + row["rows"]
            people += row["people"]
    return counts, people


def _order(card: Card) -> list[str]:
    """Give the languages in the order in which to fall back: the event's own first."""
    return [*card.languages, *(each for each in LANGUAGES if each not in card.languages)]


# --- Once more to whom it did not reach --------------------------------------------------------


def failed(db: Database, request: FindFailed, ground: Ground, *, now: datetime) -> Failed:
    """Count whom a send did not reach, by what can be mended; UnknownSend, NothingToMend."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        send, card = _mendable(store, request.send_id)
        rows = store.count_failed(
            send, useful_until=quoting_again.starts(send, card), now=now, limit=COUNTED_AT_MOST
        )
        counts = {row["why"]: row["people"] for row in rows}
        wanted = _wanted(request)
        chosen = sum(counts.get(why, 0) for why in wanted)
        more = any(row["more"] for row in rows)
        about = About(send=send, card=card, people=chosen, more=more)
        quote = quoting_again.of_send_again(store, about, wanted, ground, now=now)
    return Failed(
        card=card,
        kind=send["kind"],
        unsure=counts.pop(again.UNSURE, 0),
        failed=counts,
        more=more,
        chosen=chosen,
        quote=quote,
    )


def resend(
    db: Database, request: ResendFailed, ground: Ground, *, by: UUID, now: datetime
) -> SendProgress:
    """Begin to send once more to whom it did not reach; UnknownSend, NothingToMend."""

    def act(tx: Transaction) -> SendProgress:
        store = NotificationsStore(tx)
        send, card = _mendable(store, request.send_id)
        wanted = _wanted(request)
        rows = store.count_failed(
            send, useful_until=quoting_again.starts(send, card), now=now, limit=COUNTED_AT_MOST
        )
        people = sum(row["people"] for row in rows if row["why"] in wanted)
        if not people:
            raise NothingToMend
        more = any(row["more"] for row in rows)
        about = About(send=send, card=card, people=people, more=more)
        expected = quoting_again.of_send_again(store, about, wanted, ground, now=now)
        held = domain.needs_second_person(about.meant, store.money_rules())
        begun = store.begin_resend(new_id(), send["id"], wanted, held=held, by=by)
        quoting_again.keep(store, begun, expected, now)
        audit.record(tx, by, "send.again", send["id"])
        return asking.progress_of(store, [begun or {}])[0]

    return _once(db, request, act)


def _wanted(request: FindFailed | ResendFailed) -> list[str]:
    wanted = [why for why in dict.fromkeys(request.why) if why != again.UNSURE]
    return [*wanted, again.UNSURE] if request.unsure else wanted


def _mendable(store: NotificationsStore, send_id: UUID) -> tuple[Row, Card]:
    """Give a send, or the first of which it is one more; and the card of its event."""
    send = store.find_send(send_id)
    if send and send["resends"]:
        send = store.find_send(send["resends"])
    if send is None:
        raise UnknownSend
    card = store.find_card(send["event_id"])
    if card is None or send["kind"] not in again.TO_MANY or store.replaced(send["id"]):
        raise NothingToMend
    return send, card


# --- Finding the people ------------------------------------------------------------------------


def find_people(db: Database, *, key: bytes, now: datetime) -> bool:
    """Plan a page of what is said once more; True while there are more."""
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        found = store.send_to_say_again()
        if found is None:
            return False
        # One after another: two that are once more of the same must not both find somebody.
        store.seize_event(found["event_id"])
        upto = store.next_people(found, CHUNK)
        if upto is not None:
            plan = _plan_resend if found["resends"] else _plan_correction
            plan(tx, found, upto, key, now)
        store.move_plan(found["id"], upto)
        return True


def _plan_correction(tx: Transaction, send: Row, upto: UUID, _: bytes, now: datetime) -> None:
    store = NotificationsStore(tx)
    locked = store.lock_send(send["id"]) or {}
    batches = Batches(sms=new_id(), email=new_id())
    channels = store.plan_correction(
        send,
        upto,
        batches,
        useful_until=max(send["starts_at"], now + USEFUL_AT_LEAST),
        verdict=verdict_of(locked),
    )
    planned, version = {each: batches.of(each) for each in channels}, send["card_version"]
    announce_planned(tx, locked, planned, card_version=version, urgent=True, now=now)


def _plan_resend(tx: Transaction, send: Row, upto: UUID, key: bytes, now: datetime) -> None:
    store = NotificationsStore(tx)
    starts = send["starts_at"] if send["kind"] in domain.ABOUT_THE_START else None
    found = store.failed_people(send, upto, useful_until=starts, now=now)
    people = [
        Person(
            member_id=row["member_id"],
            household_id=row["household_id"],
            refused=None,
            occasion=row["occasion"],
            useful_until=row["useful_until"],
        )
        for row in _not_silent(store, found, key)
    ]
    if people:
        urgent, version = send["kind"] not in domain.BEHIND, send["card_version"]
        plan_people(tx, send["id"], people, card_version=version, urgent=urgent, now=now)
        join_households(tx, send["id"], people, now)


def _not_silent(store: NotificationsStore, rows: list[Row], key: bytes) -> list[Row]:
    """Leave out whose every address is silent: what came back is mended by another address."""
    hashes: dict[UUID, dict[Channel, bytes]] = {
        row["member_id"]: {
            channel: domain.address_hash(key, channel, row[ADDRESSES[channel]])
            for channel in CHANNELS
            if channel in row["channels"] and row[ADDRESSES[channel]]
        }
        for row in rows
    }
    silent = {
        channel: store.suppressed(channel, [h[channel] for h in hashes.values() if channel in h])
        for channel in CHANNELS
    }
    return [
        row
        for row in rows
        if any(h not in silent[channel] for channel, h in hashes[row["member_id"]].items())
    ]


def _once(
    db: Database,
    request: CorrectSend | ResendFailed,
    act: Callable[[Transaction], SendProgress],
) -> SendProgress:
    with db.transaction() as tx:
        return commands.once(tx, request.command_id, SendProgress, lambda: act(tx))
