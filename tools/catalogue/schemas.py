"""The form of a message or request as JSON Schema (2020-12), derived from its dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.contracts.wire import Wire

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/"

_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schema(kind: type[Wire]) -> Schema:
    """Describe one class; classes in its fields are referred to by name."""
    hints = get_type_hints(kind)
    described: Schema = {"type": "object"}
    if meaning := docstring(kind):
        described["description"] = meaning
    members = fields(kind)  # type: ignore[arg-type]  # every Wire is a dataclass
    if required := [field.name for field in members if is_required(field)]:
        described["required"] = required
    described["properties"] = {field.name: _property(field, hints[field.name]) for field in members}
    return described


def with_parts(kinds: Iterable[type[Wire]]) -> dict[str, type[Wire]]:
    """Give the classes with all classes in their fields, by name."""
    found: dict[str, type[Wire]] = {}
    ahead = list(kinds)
    while ahead:
        kind = ahead.pop()
        if kind.__name__ not in found:
            found[kind.__name__] = kind
            ahead += [part for hint in get_type_hints(kind).values() for part in _parts(hint)]
    return dict(sorted(found.items()))


def docstring(kind: type[Any]) -> str:
    """Give what a class says of itself; where it says nothing, dataclasses write a signature."""
    text = kind.__doc__ or ""
    return "" if text.startswith(f"{kind.__name__}(") else inspect.cleandoc(text).strip()


def is_required(field: Field[Any]) -> bool:
    """Tell whether a speaker must say this field."""
    return field.default is MISSING and field.default_factory is MISSING


def _property(field: Field[Any], hint: Any) -> Schema:
    described = _type(hint)
    if not is_required(field) and field.default is not MISSING:
        described |= {"default": field.default}
    return described


def _type(hint: Any) -> Schema:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if is_dataclass(hint):
        return {"$ref": f"{REFERENCE}{getattr(hint, '__name__', '')}"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _type(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    if origin in (Union, UnionType) and NoneType in arguments:
        return _nullable(_type(next(each for each in arguments if each is not NoneType)))
    msg = f"no JSON form is known for {hint}"
    raise TypeError(msg)


def _nullable(described: Schema) -> Schema:
    if "$ref" in described or "enum" in described:
        return {"oneOf": [described, {"type": "null"}]}
    return described | {"type": [described["type"], "null"]}


def _parts(hint: Any) -> list[type[Wire]]:
    if inspect.isclass(hint) and issubclass(hint, Wire):
        return [hint]
    return [part for argument in get_args(hint) for part in _parts(argument)]
