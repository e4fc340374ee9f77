"""Putting what crosses a process border as JSON has it, and refusing what has another type."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Say = Callable[[Any], Any]


class WrongType(Exception):
    """A value does not have the type that was agreed; the value itself is not told."""


_speakers: dict[type, Callable[[Any], dict[str, object]]] = {}


def speaker(kind: type) -> Callable[[Any], dict[str, object]]:
    """Give what puts a dataclass as JSON has it; made once per class."""
    if kind not in _speakers:
        _speakers[kind] = _make(kind)
    return _speakers[kind]


def _make(kind: type) -> Callable[[Any], dict[str, object]]:
    """
    Make what knows the fields of a class.

    marshmallow writes the same, but 5.7 as 5 and 5 as "5" where another type was agreed; to see
    that, it has to read back all that it wrote, which took half the time of a large message.
    """
    hints = get_type_hints(kind)
    fields = [(field.name, _say(hints[field.name])) for field in dataclasses.fields(kind)]

    def say(value: Any) -> dict[str, object]:
        if type(value) is not kind:
            raise WrongType
        return {name: say_field(getattr(value, name)) for name, say_field in fields}

    return say


def _say(hint: Any) -> Say:
    origin, arguments = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint):
        return speaker(hint)  # type: ignore[arg-type]  # a class, not one of its values
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin is Literal:
        return _one_of(arguments)
    if origin is list:
        return _list_of(_say(arguments[0]))
    if origin is dict:
        return _dict_of(_say(arguments[0]), _say(arguments[1]))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and arguments[1] is type(None):
        return _perhaps(_say(arguments[0]))
    msg = f"nobody agreed how {hint} is said"
    raise TypeError(msg)


def _is(kind: type) -> Say:
    def say(value: Any) -> Any:
        if not isinstance(value, kind):
            raise WrongType
        return value

    return say


def _say_id(value: Any) -> str:
    if not isinstance(value, UUID):
        raise WrongType
    return str(value)


def _say_moment(value: Any) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise WrongType
    return value.isoformat()


def _say_day(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongType
    return value.isoformat()


def _say_number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongType
    return value


_PLAIN: Mapping[type, Say] = {
    str: _is(str),
    int: _is(int),
    bool: _is(bool),
    float: _say_number,
    UUID: _say_id,
    datetime: _say_moment,
    date: _say_day,
}


def _one_of(choices: tuple[object, ...]) -> Say:
    def say(value: Any) -> Any:
        if value not in choices:
            raise WrongType
        return value

    return say


def _list_of(say_item: Say) -> Say:
    def say(value: Any) -> list[object]:
        if not isinstance(value, list):
            raise WrongType
        return [say_item(item) for item in value]

    return say


def _dict_of(say_key: Say, say_item: Say) -> Say:
    def say(value: Any) -> dict[object, object]:
        if not isinstance(value, dict):
            raise WrongType
        return {say_key(key): say_item(item) for key, item in value.items()}

    return say


def _perhaps(say_some: Say) -> Say:
    def say(value: Any) -> Any:
        return None if value is None else say_some(value)

    return say
