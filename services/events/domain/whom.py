"""Whom an event is opened to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.members import WaveWish
from shared.contracts.members.statutes import Mandated


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """
    An audience, in the regions that `by` may see; with a wish, only some of it.

    With `mandated` it is the members of a body, whatever audience is named.
    """

    audience_id: UUID
    within: list[str] | None
    wish: WaveWish | None = None
    by: UUID | None = None
    mandated: Mandated | None = None


def scopes_of(wish: WaveWish | None) -> list[str]:
    """Say which rights a wish needs: whoever is chosen by sectors says something of them."""
    sectors = wish is not None and any(one.what == "sector" for one in wish.targets)
    return ["vault:read"] if sectors else []
