"""What each role may do."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["admin", "organiser", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

_READING = ["members:read", "events:read", "sends:read", "door:read"]
_ORGANISING = [*_READING, "members:write", "events:write", "events:publish", "sends:control"]

SCOPES: dict[str, list[str]] = {
    "viewer": _READING,
    "organiser": _ORGANISING,
    "admin": [*_ORGANISING, "staff:manage"],
}
