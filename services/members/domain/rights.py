"""What each role may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from shared.contracts.members import Role

ROLES: tuple[Role, ...] = get_args(Role)

_READING = ["members:read", "events:read", "sends:read", "door:read"]
_ORGANISING = [*_READING, "members:write", "events:write", "events:publish", "sends:control"]

SCOPES: dict[str, list[str]] = {
    "volunteer": ["door:read"],
    "viewer": _READING,
    "organiser": _ORGANISING,
    "admin": [*_ORGANISING, "staff:manage"],
}

OWN_RIGHTS = ["own:messages"]
"""What a person may ask of other services about themselves; no role of the staff has it."""

GRAVE = frozenset({"events:publish", "members:write", "staff:manage"})
"""Rights that a stolen password alone must not give."""


def must_enrol(role: str) -> bool:
    """Tell whether a role has rights that a second factor has to stand before."""
    return not GRAVE.isdisjoint(SCOPES[role])


def reading(scopes: Iterable[str]) -> list[str]:
    """Give those of some rights that change nothing."""
    return [scope for scope in scopes if scope.endswith(":read")]
