"""
Links to people's own pages: asked for by whoever types an address, sent to that address alone.

Nothing is looked up while somebody waits: the answer and its time are the same for a number that
nobody here has.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet

from services.members import announcements
from services.members.announcements import Sealed
from services.members.domain.limits import ADDRESS, PLACE
from services.members.errors import LinkNotGood
from services.members.operations.asking import Place, count, written_address
from services.members.operations.sessions import secret_hash
from services.members.store.own_pages import OwnPageStore
from shared.contracts.members import AskForOwnLink, Channel, Name, OwnLinkAskedFor
from shared.db import audit, guesses
from shared.db.database import Database, Transaction
from shared.ids import new_id
from shared.messaging import outbox

GOOD_FOR = timedelta(days=3)
BYTES = 16
"""128 bits: nobody finds a link by trying."""

FORGOTTEN_AFTER = timedelta(minutes=30)
"""A wish that waited longer is not fulfilled: nobody waits for it any more."""

MOST_PEOPLE = 20
"""So many of those who share a number have their pages behind one link."""

Row = dict[str, Any]


def ask(db: Database, signing_key: bytes, wish: AskForOwnLink, *, now: datetime) -> OwnLinkAskedFor:
    """Note that somebody wants a link; NoAddressOrNumber, TooManyTries."""
    address = written_address(wish.address)
    place = Place(origin=wish.origin, network=wish.network)
    with db.transaction() as tx:
        count(tx, signing_key, place, address=address, rules=[*ADDRESS, *PLACE], now=now)
        OwnPageStore(tx).add_wish(new_id(), address, now)
    return OwnLinkAskedFor(days=GOOD_FOR.days)


def send_next(db: Database, links_key: str, *, now: datetime) -> bool:
    """Have one link sent that was asked for; False when there is none."""
    with db.transaction() as tx:
        store = OwnPageStore(tx)
        wish = store.take_wish()
        if wish is None:
            return False
        people = store.people_at(wish["address"], limit=MOST_PEOPLE)
        if people and wish["asked_at"] > now - FORGOTTEN_AFTER:
            ids = [person["id"] for person in people]
            token = make(tx, ids, now=now)
            sealed = seal(links_key, token=token, address=wish["address"])
            message = announcements.own_link_requested(people[0], sealed, now + GOOD_FOR)
            outbox.add(tx, message, urgent=True)
            for person_id in ids:
                audit.record(tx, None, "own-link-sent", person_id)
    return True


def make(tx: Transaction, ids: Sequence[UUID], *, now: datetime) -> str:
    """Make a link that leads to these people's pages."""
    token = secrets.token_urlsafe(BYTES)
    OwnPageStore(tx).add_links(secret_hash(token), ids, valid_until=now + GOOD_FOR, now=now)
    return token


def seal(links_key: str, *, token: str, address: str) -> Sealed:
    """Encrypt what a message is to say, and to whom, for the one process that sends it."""
    box = Fernet(links_key)
    channel: Channel = "email" if "@" in address else "sms"
    return Sealed(
        channel=channel,
        token=box.encrypt(token.encode()).decode(),
        address=box.encrypt(address.encode()).decode(),
    )


def behind(tx: Transaction, link: str, member_id: UUID | None, now: datetime) -> list[Row]:
    """
    Give the people behind a link, the one who is meant first; LinkNotGood.

    A page that was open while records were merged means a person by the id that they had.
    """
    people = OwnPageStore(tx).behind(secret_hash(link), now)
    meant = [p for p in people if member_id in (None, p["id"], *p["made_for"])]
    if not meant:
        raise LinkNotGood
    return [meant[0], *(p for p in people if p is not meant[0])]


def names_of(people: Sequence[Row]) -> list[Name]:
    """Name the people behind a link, always in the same order, whoever of them is meant."""
    return [
        Name(member_id=p["id"], first_name=p["first_name"], language=p["language"])
        for p in sorted(people, key=lambda person: (str(person["first_name"]), person["id"]))
    ]


def watched(db: Database, origin: str, now: datetime) -> Any:
    """Open a transaction in which a link is looked up: whoever guesses is held back."""
    return guesses.watched(db, origin, wrong=LinkNotGood, now=now)
