"""Which addresses are silent, for whoever is to remember it when the ledger's database cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.contracts.members import Channel
from shared.contracts.wire import Message, Wire, published


@dataclass(frozen=True, kw_only=True)
class SilenceChange(Wire):
    """One address, as a keyed hash in hexadecimal: silent since then, or no longer."""

    channel: Channel
    address_hash: str
    reason: str
    at: datetime
    ended: bool = False


@published
@dataclass(frozen=True, kw_only=True)
class SilencesChanged(Message):
    """At most 500 changes of who is silent, in no order: of each kind the latest counts."""

    type: ClassVar[str] = "silences.changed.v1"
    owner: ClassVar[str] = "notifications"

    changes: list[SilenceChange]
