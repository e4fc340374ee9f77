"""Counting tries to get in, before they are judged, so that a hundred at once are counted too."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.members.domain import throttle
from services.members.domain.throttle import Limits
from services.members.store.staff import StaffStore
from shared.db.database import Database
from shared.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Door:
    """A way in, whose tries are counted by themselves."""

    name: str
    limits: Limits


PASSWORD = Door(name="", limits=throttle.PASSWORDS)
CODE = Door(name="code ", limits=throttle.CODES)
LINK = Door(name="link ", limits=throttle.LINKS)


@dataclass(frozen=True, kw_only=True)
class Try:
    """Somebody at a door: on which account, and from where."""

    door: Door
    account: str
    origin: str


def count_try(db: Database, key: bytes, wanted: Try, *, now: datetime) -> UUID:
    """Note a try; TooManyTries if there were too many. It counts as failed until it succeeds."""
    account_key = keyed(key, f"{wanted.door.name}account", wanted.account)
    origin_key = keyed(key, f"{wanted.door.name}origin", wanted.origin)
    try_id = new_id()
    with db.transaction() as tx:
        store = StaffStore(tx)
        store.take_turns([origin_key, account_key])
        tries = store.tries(account_key, origin_key, now - throttle.WINDOW)
        throttle.allow(tries, now, wanted.door.limits)
        store.add_try(try_id, account_key, origin_key, now)
        store.forget_tries(now - throttle.REMEMBERED)
    return try_id


def keyed(key: bytes, purpose: str, value: str) -> bytes:
    """Hash with a key of ours: addresses are few enough to be found by trying them all."""
    text = f"throttle\n{purpose}\n{value}".encode("utf-8", "replace")
    return hmac.digest(key, text, "sha256")
