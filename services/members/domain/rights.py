"""What each role may do, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

from services.members.errors import LimitsNotForRole, VolunteerNeedsEnd, VolunteerNeedsEvent
from shared.contracts.members import Role

ROLES: tuple[Role, ...] = get_args(Role)

_COUNTING = ["events:read", "sends:read", "people:count"]
_READING = [*_COUNTING, "members:read", "names:read", "door:read"]
_WRITING = ["members:write", "events:write", "events:publish", "sends:control", "door:write"]
_ORGANISING = [*_READING, *_WRITING, "members:erase", "members:export"]

SCOPES: dict[str, list[str]] = {
    "volunteer": ["door:read", "door:write"],
    "counts": _COUNTING,
    "viewer": _READING,
    "organiser": _ORGANISING,
    "admin": [
        *(*_ORGANISING, "staff:manage", "privacy:manage", "audit:read"),
        "sending:manage",
        *("vault:read", "vault:write"),
    ],
}

OWN_PAGE_RIGHTS = ["own:messages", "own:calendar"]
OWN_DATA = ["own:data"]
OWN_RIGHTS = [*OWN_PAGE_RIGHTS, *OWN_DATA]
"""What a person may ask of other services about themselves; no role of the staff has it."""

GRAVE = frozenset(
    {
        "events:publish",
        "members:write",
        "members:erase",
        "members:export",
        "staff:manage",
        "privacy:manage",
        "sending:manage",
    }
)
"""Rights that a stolen password alone must not give."""

BEHIND_TWO_STEPS = frozenset({"vault:read", "vault:write"})
"""Rights that nobody has, anywhere, who signs in with a password alone."""

OF_EVERYBODY = frozenset({"members:read", "members:write", "members:erase", "members:export"})
"""Rights over people whatever event they take part in: not for whoever is limited to events."""


def must_enrol(role: str) -> bool:
    """Tell whether a role has rights that a second factor has to stand before."""
    return not GRAVE.isdisjoint(SCOPES[role])


def scopes_of(role: str, events: Sequence[UUID] | None) -> list[str]:
    """Give the rights of an account, which may be limited to events."""
    if events is None:
        return SCOPES[role]
    return [scope for scope in SCOPES[role] if scope not in OF_EVERYBODY]


def behind_one_step(scopes: Iterable[str]) -> list[str]:
    """Give those of some rights that a password is enough for."""
    return [scope for scope in scopes if scope not in BEHIND_TWO_STEPS]


def reading(scopes: Iterable[str]) -> list[str]:
    """Give those of some rights that change nothing."""
    return [scope for scope in scopes if scope.endswith((":read", ":count"))]


def check_limits(
    role: Role, regions: Sequence[str], events: Sequence[UUID], *, until: datetime | None = None
) -> None:
    """
    Refuse limits that mean nothing: LimitsNotForRole, VolunteerNeedsEvent, VolunteerNeedsEnd.

    Whoever manages the staff could lift their own; a volunteer stands at the door of an event,
    where people of all regions come, and is let in until it is over: the lists of names at the
    doors are many people's, and a volunteer's account is soon forgotten.
    """
    if (regions or events) and role == "admin":
        raise LimitsNotForRole
    if regions and (role == "volunteer" or events):
        raise LimitsNotForRole
    if role == "volunteer" and not events:
        raise VolunteerNeedsEvent
    if role == "volunteer" and until is None:
        raise VolunteerNeedsEnd
