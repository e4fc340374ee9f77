"""An account's own address, with a proof of it for whoever is to write there."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class OwnAddress(Wire):
    """The address of an account; `proof` is good for a minute."""

    email: str
    proof: str
