"""Counting what strangers ask to have sent, so that it is no way to write to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.members.domain import limits
from services.members.domain.emails import read_email
from services.members.domain.limits import Limit
from services.members.domain.phones import read_phone
from services.members.domain.texts import clean
from services.members.errors import NoAddressOrNumber
from services.members.operations.trying import keyed
from services.members.store.limits import LimitStore
from shared.db.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is asked from, as hashes; an empty one is not counted."""

    origin: str
    network: str


def written_address(text: str) -> str:
    """Read a mobile number (E.164) or an e-mail address; NoAddressOrNumber if it is neither."""
    typed = clean(text)[:254]
    found = read_email(typed).address if "@" in typed else read_phone(typed).mobile
    if not found:
        raise NoAddressOrNumber
    return found


def count(
    tx: Transaction,
    signing_key: bytes,
    place: Place,
    *,
    address: str,
    rules: Sequence[Limit],
    now: datetime,
) -> None:
    """Note that something is asked for; TooManyTries under any of the limits."""
    said = {"address": address, "origin": place.origin, "network": place.network, "everybody": "-"}
    of = {limit.of for limit in rules}
    keys = {
        kind: keyed(signing_key, f"asked {kind}", value)
        for kind, value in said.items()
        if value and kind in of
    }
    store = LimitStore(tx)
    limits.allow(store.count(rules, keys, now), now)
    store.add(list(keys.values()), now)
