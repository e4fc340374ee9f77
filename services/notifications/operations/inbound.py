"""
What people write back by SMS: a word of ours is done at once, the rest is for an organiser.

A message is kept by its name, or as the newest from its number, so that one that is said again
changes nothing; the effect is in the same transaction, and only then the provider may forget it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.notifications import announcements, domain
from services.notifications.domain import Inbound, Word
from services.notifications.operations import paying, silence
from services.notifications.store import NotificationsStore
from shared.contracts.notifications import MoneyRules
from shared.db.database import Database, Transaction
from shared.messaging import outbox

log = structlog.get_logger()

PIECES_WAIT = timedelta(minutes=10)
"""
Parts that come further apart are of two messages: phones give one reference to several. For so long
a part of what is whole already is known as said again.
"""
SAID_AGAIN = timedelta(minutes=10)
"""
SMPP has no name for a message from a phone: the same words as the last ones within this time are
the same message. With others in between they are somebody's newest word.
"""

HELP_EVERY = timedelta(days=1)
HELP = {
    "fr": "{association} : répondez OUI ou NON à une invitation, STOP pour ne plus rien recevoir.",
    "ar": "{association}: أجب بنعم أو لا عن الدعوة، أو أرسل STOP لإيقاف الرسائل.",
    # In Latin script, as all SMS in Tamazight. doubtful: the words to answer with stay French.
    "zgh": "{association}: rar OUI negh NON i tighri, negh STOP ad tbedd tuzinin.",
    "en": "{association}: answer an invitation with YES or NO, or STOP to get nothing more.",
}
LONGEST_TEXT = 2_000
LONGEST_NUMBER = 20
"""What is longer is no number, and no index can keep what is much longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """
    What is needed to keep what comes back, and to answer it.

    Whose words are said, the keys of addresses and of what is parked, and where SMS go until
    somebody decides.
    """

    association: str
    key: bytes
    parking_key: str
    usual_money: MoneyRules


def hear(db: Database, ear: Ear, inbound: Inbound, *, now: datetime) -> None:
    """Keep what somebody wrote and do what it says; said again, it changes nothing."""
    inbound = _storable(inbound)
    with db.transaction() as tx:
        store = NotificationsStore(tx)
        if inbound.piece is not None:
            # A part may be the last of a STOP, and what holds silence waits for no rows of parts.
            store.seize_silence()
        text, left = store.join_pieces(inbound, since=now - PIECES_WAIT, now=now)
        if left is not None:
            part = replace(inbound, text=left[:LONGEST_TEXT], key="", piece=None)
            _keep(tx, ear, part, None, now)
        if text is not None:
            whole = replace(inbound, text=text[:LONGEST_TEXT], piece=None)
            # A word of nobody is nobody's.
            word = domain.word_in(whole.text) if whole.address else None
            _keep(tx, ear, whole, word, now)


def leave(db: Database, ear: Ear, inbound: Inbound, *, now: datetime) -> None:
    """Leave what somebody wrote to an organiser, whatever it says."""
    with db.transaction() as tx:
        inbound = _storable(inbound)
        _keep(tx, ear, replace(inbound, text=inbound.text[:LONGEST_TEXT]), None, now)


def _storable(inbound: Inbound) -> Inbound:
    number = domain.full_number(inbound.address)
    return replace(
        inbound,
        address=number if len(number) <= LONGEST_NUMBER else "",
        text=domain.storable(inbound.text),
        key=domain.storable(inbound.key),
    )


def show_stale_pieces(db: Database, ear: Ear, *, now: datetime) -> bool:
    """Let what stayed a part of a message be read as it is: what it says nobody knows."""
    with db.transaction() as tx:
        for row in NotificationsStore(tx).stale_pieces(now - PIECES_WAIT):
            piece = replace(Inbound(**row), text=row["text"][:LONGEST_TEXT])
            _keep(tx, ear, piece, None, now)
    return False


def _keep(tx: Transaction, ear: Ear, inbound: Inbound, word: Word | None, now: datetime) -> None:
    store = NotificationsStore(tx)
    if word == "stop":
        # Before a claim's rows or a number are locked, as whoever silences an address does.
        store.seize_silence()
    inbound_id = store.add_inbound(inbound, word, same_since=now - SAID_AGAIN, now=now)
    if inbound_id is None:
        return
    done = _do(tx, ear, inbound_id, inbound.address, word=word, now=now)
    if done:
        store.close_inbound(inbound_id, now, by=None)
    log.info("inbound_kept", inbound_id=str(inbound_id), word=word, done=done)


def _do(
    tx: Transaction, ear: Ear, inbound_id: UUID, address: str, *, word: Word | None, now: datetime
) -> bool:
    """Do what a word says; False when an organiser has to look."""
    match word:
        case "stop":
            silence.stop_number(tx, address, ear.key, now)
            return True
        case "start":
            return _ask_in(tx, address, now)
        case "help":
            _help(tx, ear, inbound_id, address, now)
            return True
        case "yes" | "no" | "cancel":
            return _answer(tx, inbound_id, address, word, now)
        case None:
            return False


def _ask_in(tx: Transaction, address: str, now: datetime) -> bool:
    """Tell that somebody wants messages again; of several at a number nobody knows who it is."""
    members = NotificationsStore(tx).members_at("sms", [address])
    if len(members) != 1:
        return False
    outbox.add(tx, announcements.contact_opt_in_asked(members, ["sms"], now), urgent=True)
    return True


def _help(tx: Transaction, ear: Ear, inbound_id: UUID, address: str, now: datetime) -> None:
    """
    Explain the words, once a day at most: a machine that answers us is not answered again.

    To a number that is silent nothing is said, and nothing to where no SMS goes: whoever writes
    from dear numbers is paid for our answers.
    """
    store = NotificationsStore(tx)
    if paying.goes_nowhere(tx, address, ear.usual_money):
        return
    silent = store.suppressed("sms", [domain.address_hash(ear.key, "sms", address)])
    if not silent and not store.helped_since(address, now - HELP_EVERY):
        language = store.language_at(address)
        text = HELP.get(language or "fr", HELP["fr"]).format(association=ear.association)
        store.add_reply(inbound_id, text, None, now)


def _answer(tx: Transaction, inbound_id: UUID, address: str, word: Word, now: datetime) -> bool:
    """
    Pass on an answer to the newest open invitation at a number.

    A number that several people were told at is asked about by an organiser: who answered?
    """
    store = NotificationsStore(tx)
    invited = store.invited_at(address, now)
    if len(invited) != 1:
        return False
    (person,) = invited
    if word == "cancel" and person["place"] != "confirmed":
        return False
    outbox.add(
        tx,
        announcements.rsvp_received(
            person["event_id"], person["member_id"], "yes" if word == "yes" else "no", now
        ),
        urgent=True,
    )
    store.close_inbound(inbound_id, now, event_id=person["event_id"], by=None)
    return True
