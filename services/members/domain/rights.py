"""What each role may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from shared.contracts.members import Role

ROLES: tuple[Role, ...] = get_args(Role)

_READING = ["members:read", "events:read", "sends:read", "door:read"]
_WRITING = ["members:write", "events:write", "events:publish", "sends:control"]
_ORGANISING = [*_READING, *_WRITING, "members:erase", "members:export"]

SCOPES: dict[str, list[str]] = {
    "volunteer": ["door:read"],
    "viewer": _READING,
    "organiser": _ORGANISING,
    "admin": [*_ORGANISING, "staff:manage", "privacy:manage"],
}

GRAVE = frozenset(
    {
        "events:publish",
        "members:write",
        "members:erase",
        "members:export",
        "staff:manage",
        "privacy:manage",
    }
)
"""Rights that a stolen password alone must not give."""


def must_enrol(role: str) -> bool:
    """Tell whether a role has rights that a second factor has to stand before."""
    return not GRAVE.isdisjoint(SCOPES[role])


def reading(scopes: Iterable[str]) -> list[str]:
    """Give those of some rights that change nothing."""
    return [scope for scope in scopes if scope.endswith(":read")]
