"""
Own sign-up: what is typed makes nobody a member; an address that is confirmed does.

A code of six digits goes out by SMS, a link by e-mail; each proves its own address, and only what
was agreed to for a proven address counts. Who was known before is not doubled.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.members import announcements
from services.members.domain.joining import CODE_DIGITS, read_applicant
from services.members.domain.limits import ADDRESS, PLACE, everybody
from services.members.errors import LinkNotGood, UnknownWording, WrongJoinCode
from services.members.operations.asking import Place, count
from services.members.operations.own_links import make, seal
from services.members.operations.own_pages import wordings_in
from services.members.operations.sessions import secret_hash
from services.members.operations.telling import tell
from services.members.store.joining import JoiningStore
from services.members.store.own_pages import OwnPageStore
from services.members.store.people import PeopleStore
from shared.contracts.members import (
    CHANNELS,
    Agreed,
    Channel,
    ConfirmJoin,
    Join,
    JoinAsked,
    Joined,
    JoinForm,
    JoinFormRef,
    Named,
)
from shared.db import audit, guesses
from shared.db.database import Database, Transaction
from shared.edge.aside import aside
from shared.ids import new_id
from shared.messaging import outbox
from shared.messaging.commands import once

ZONE = ZoneInfo("Africa/Casablanca")
SIGN_UP = "sign-up"
"""Where a consent was given that is given here."""

CODE_GOOD_FOR = timedelta(minutes=10)
LINK_GOOD_FOR = timedelta(hours=24)
KEPT = timedelta(days=1)
MOST_TRIES = 5

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What an installation allows: SMS an hour for all who join, and to which countries."""

    signing_key: bytes
    sms_per_hour: int
    countries: set[str]


def form(db: Database, association: str, wish: JoinFormRef) -> JoinForm:
    """Give what can be chosen, and the words of today."""
    with db.transaction() as tx:
        known = PeopleStore(tx).reference()
        wordings = wordings_in(tx, wish.language)
    return JoinForm(
        association=association,
        regions=[Named(**row) for row in known["regions"]],
        axes=[Named(**row) for row in known["axes"]],
        wordings=wordings,
    )


def join(db: Database, rules: Rules, wish: Join, *, now: datetime) -> JoinAsked:
    """Note that somebody wants to join; whatever is wrong with the form, TooManyTries."""
    today = now.astimezone(ZONE).date()
    applicant = read_applicant(wish, countries=rules.countries, today=today)
    day = applicant.guardian_consent

    def note() -> JoinAsked:
        _count(tx, rules, wish, applicant.addresses, now)
        store = JoiningStore(tx)
        sign_up = new_id()
        typed = {
            "first_name": applicant.name.first,
            "last_name": applicant.name.last,
            "name_key": applicant.name.key,
            "region": wish.region if wish.region and store.is_region(wish.region) else None,
            "birth_year": applicant.birth_year,
            "guardian": applicant.guardian,
            "guardian_consent": day.isoformat() if day else None,
            "axes": wish.axes,
            "agreed": [_known_words(tx, said).dump() for said in wish.agreed],
        }
        store.add(sign_up, wish, typed, applicant.addresses, now)
        return JoinAsked(
            sign_up=sign_up, channels=[c for c in CHANNELS if c in applicant.addresses]
        )

    with db.transaction() as tx:
        return once(tx, wish.command_id, JoinAsked, note)


def _count(
    tx: Transaction, rules: Rules, wish: Join, addresses: dict[Channel, str], now: datetime
) -> None:
    place, key = Place(origin=wish.origin, network=wish.network), rules.signing_key
    limits = list(PLACE)
    for channel, address in addresses.items():
        limits += [*ADDRESS, *([everybody(rules.sms_per_hour)] if channel == "sms" else [])]
        count(tx, key, place, address=address, rules=limits, now=now)
        limits = []


def _known_words(tx: Transaction, said: Agreed) -> Agreed:
    if OwnPageStore(tx).wording(said.channel, said.language, said.version) is None:
        raise UnknownWording
    return said


# --- Sending ---------------------------------------------------------------------------------


def send_next(db: Database, links_key: str, *, now: datetime) -> bool:
    """Have one code or link sent; False when none waits. What is too old is forgotten."""
    with db.transaction() as tx:
        store = JoiningStore(tx)
        store.forget(now - KEPT)
        address = store.take_to_send()
        if address is None:
            return False
        if address["channel"] == "sms":
            secret = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            kept, good_for = _slow_hash(secret, address["sign_up_id"]), CODE_GOOD_FOR
        else:
            secret = secrets.token_urlsafe(16)
            kept, good_for = secret_hash(secret), LINK_GOOD_FOR
        store.give_secret(address, kept, now + good_for)
        sealed = seal(links_key, token=secret, address=address["address"])
        message = announcements.sign_up_requested(address, sealed, now + good_for)
        outbox.add(tx, message, urgent=True)
    return True


def _slow_hash(code: str, sign_up: UUID) -> bytes:
    """Hash a code so that trying the million there are takes longer than it is good for."""
    return aside(
        lambda: hashlib.scrypt(code.encode(), salt=sign_up.bytes, n=2**14, r=8, p=1, dklen=32)
    )


# --- Confirming ------------------------------------------------------------------------------


def confirm(db: Database, wish: ConfirmJoin, *, now: datetime) -> Joined:
    """
    Let somebody in whose address is proven; WrongJoinCode, LinkNotGood.

    Said again, while it is good, it leads to the same person and changes nothing.
    """
    if wish.sign_up is not None:
        return _confirm_code(db, wish.sign_up, wish.code, now)
    with guesses.watched(db, wish.origin, wrong=LinkNotGood, now=now) as tx:
        PeopleStore(tx).take_turns()
        address = JoiningStore(tx).by_secret(secret_hash(wish.code))
        if address is None or address["valid_until"] <= now:
            raise LinkNotGood
        return _let_in(tx, address, now)


def _confirm_code(db: Database, sign_up: UUID, code: str, now: datetime) -> Joined:
    with db.transaction() as tx:
        store = JoiningStore(tx)
        address = store.by_sign_up(sign_up)
        if (
            address is None
            or address["secret_hash"] is None
            or address["valid_until"] <= now
            or address["tries"] >= MOST_TRIES
        ):
            raise WrongJoinCode
        store.count_try(sign_up)  # before it is judged: many at once are counted, too
    if not hmac.compare_digest(_slow_hash(code, sign_up), address["secret_hash"]):
        raise WrongJoinCode
    with db.transaction() as tx:
        PeopleStore(tx).take_turns()
        address = JoiningStore(tx).by_sign_up(sign_up)
        if address is None:
            raise WrongJoinCode
        return _let_in(tx, address, now)


def _let_in(tx: Transaction, address: Row, now: datetime) -> Joined:
    person_id = address["person_id"]
    if address["confirmed_at"] is None:
        person_id = _person(tx, address)
        store, channel = JoiningStore(tx), address["channel"]
        moved = store.put_address(person_id, channel, address["address"])
        _agree(tx, person_id, address, now)
        store.confirm(address, person_id, now)
        tell(tx, {person_id, *moved}, now)
        if address["event_id"] is not None:
            asked = announcements.place_requested(
                address["event_id"], person_id, store.region_of(person_id)
            )
            outbox.add(tx, asked)
        audit.record(tx, None, f"joined-by-{channel}", person_id)
    link = make(tx, [person_id], now=now)
    return Joined(member_id=person_id, link=link, event_id=address["event_id"])


def _person(tx: Transaction, address: Row) -> UUID:
    """Find out who it is: whom the other address was confirmed for, who was known, or somebody."""
    store, typed = JoiningStore(tx), address["form"]
    known = address["person_id"] or store.known_person(
        typed["name_key"], address["channel"], address["address"]
    )
    person_id: UUID = known or new_id()
    if known:
        store.complete_person(person_id, language=address["language"], facts=typed)
    else:
        names = (typed["first_name"], typed["last_name"], typed["name_key"])
        store.add_person(person_id, names=names, language=address["language"], facts=typed)
    store.add_axes(person_id, typed["axes"])
    return person_id


def _agree(tx: Transaction, person_id: UUID, address: Row, now: datetime) -> None:
    """Write down what was agreed to for the address that is proven, and for no other."""
    store = OwnPageStore(tx)
    for said in map(Agreed.parse, address["form"]["agreed"]):
        if said.channel == address["channel"]:
            words = {"channel": said.channel, "language": said.language, "version": said.version}
            store.agree(person_id, words, at=now, source=SIGN_UP)
