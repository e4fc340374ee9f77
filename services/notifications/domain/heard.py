"""What comes back from providers: what became of a message, and what people wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.notifications.domain.outcomes import Outcome

Fate = Literal["sent", "delivered", "failed"]
"""What a receipt says, from the weakest word to the last: one never takes back a later one."""

FATES: dict[str, Fate] = {
    "ACCEPTD": "sent",
    "ENROUTE": "sent",
    "DELIVRD": "delivered",
    "EXPIRED": "failed",
    "DELETED": "failed",
    "UNDELIV": "failed",
    "REJECTD": "failed",
}
"""What message centres write in a receipt (SMPP 3.4, appendix B); UNKNOWN tells nothing."""

STATES: dict[int, str] = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
"""The same as numbers, in the parameter `message_state`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    What became of a message, or of a part of one.

    It names the message by our own id, or by the provider's; `reference` and `address` may find
    it where the provider's name of it got lost with his answer.
    """

    provider: str
    fate: Fate
    code: str = ""
    delivery_id: UUID | None = None
    provider_id: str | None = None
    reference: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Which part of a longer message one is."""

    reference: int
    total: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message that somebody sent to us; `key` is the provider's name for it, if he has one."""

    provider: str
    address: str
    text: str
    key: str = ""
    piece: Piece | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """One of several things that a provider told at once, and that is none that we know."""

    provider: str
    reason: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """What a provider answered of a message when nobody waited for it any more."""

    provider: str
    delivery_id: UUID
    outcome: Outcome


def read_receipt(text: str, *, state: int | None, named: str | None) -> tuple[str, str, str]:
    """
    Give a receipt's id, its word, and the network's error.

    The parameters `receipted_message_id` and `message_state` count more than the text, which is
    only a custom: `id:123 sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:`
    """

    def said(name: str) -> str:
        found = re.search(rf"\b{name}:(\S*)", text, re.IGNORECASE)
        return found[1] if found else ""

    word = STATES.get(state or 0, "") or said("stat").upper()
    return named or said("id"), word, said("err")


def names_of(provider_id: str) -> list[str]:
    """
    Give the ways in which a message centre may write one id.

    Some answer in hexadecimal and write their receipts in decimal, or the other way round; in small
    letters or capitals, and filled up with noughts to four or eight octets.
    """
    names = [provider_id]
    bare = provider_id.lower()
    numbers = [int(bare)] if re.fullmatch(r"[0-9]{1,20}", bare) else []
    if re.fullmatch(r"[0-9a-f]{1,16}", bare):
        numbers.append(int(bare, 16))
    for number in numbers:
        written = [f"{number:x}".zfill(length) for length in (0, 8, 16)]
        names += [str(number), *written, *(each.upper() for each in written)]
    padded = bare.lstrip("0")
    return list(dict.fromkeys([*names, padded] if padded else names))
