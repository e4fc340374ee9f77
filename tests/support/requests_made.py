"""A request of any kind, in the form that was agreed and about nothing that there is."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.contracts.wire import Wire
from shared.ids import new_id


def a_request(kind: type[Wire]) -> Wire:
    """Make a request with something of the right type in each field that has no default."""
    hints = get_type_hints(kind)
    known = fields(kind)  # type: ignore[arg-type]  # every Wire of a contract is a dataclass
    return kind(**{f.name: something(hints[f.name]) for f in known if _needed(f)})


def something(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin is Literal:
        return get_args(kind)[0]
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(kind) else something(get_args(kind)[0])
    if origin in (list, dict):
        return origin()
    if is_dataclass(kind) and isinstance(kind, type):
        return a_request(kind)  # type: ignore[arg-type]  # and every dataclass a Wire
    made: dict[Any, Any] = {
        UUID: new_id(),
        str: "something",
        int: 1,
        bool: False,
        datetime: datetime.now(UTC),
        date: datetime.now(UTC).date(),
    }
    return made[kind]


def _needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
