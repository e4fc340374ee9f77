"""
What every message and request is made of: a frozen dataclass whose marshmallow schema is
derived from it, strict when speaking and tolerant when hearing.

A field added later is always optional, with a default: an older speaker does not send it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

import marshmallow
import marshmallow_dataclass

from shared.contracts.saying import WrongType, speaker

CHUNK = 500
"""The most people that one message names; larger sets travel as several messages."""


class UnreadableMessage(Exception):
    """What came does not have the form that was agreed; the text names fields, never values."""


class _Tolerant(marshmallow.Schema):
    TYPE_MAPPING: dict[type, type[marshmallow.fields.Field[Any]]] = {  # noqa: RUF012  # as its base
        datetime: marshmallow.fields.AwareDateTime
    }

    class Meta:
        unknown = marshmallow.EXCLUDE


_schemas: dict[type, marshmallow.Schema] = {}


def schema_of(kind: type) -> marshmallow.Schema:
    """Derive the schema of a dataclass; made once per class."""
    if kind not in _schemas:
        _schemas[kind] = marshmallow_dataclass.class_schema(kind, base_schema=_Tolerant)()
    return _schemas[kind]


class Wire:
    """A value that crosses a process border."""

    def dump(self) -> dict[str, object]:
        """Say it strictly: what is not read back as the same is refused here (ValidationError)."""
        try:
            return speaker(type(self))(self)
        except WrongType as error:
            msg = f"a field of {type(self).__name__} does not have the type that was agreed"
            raise marshmallow.ValidationError(msg) from error

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> Self:
        """Hear it tolerantly: unknown fields are dropped; UnreadableMessage for a wrong form."""
        try:
            value: Self = schema_of(cls).load(body)
        except marshmallow.ValidationError as error:
            raise UnreadableMessage(_field_names(_errors(error))) from error
        return value


class Message(Wire):
    """
    A fact that travels on the bus, named `subject.action.vN` in the past tense.

    `owner` is the service that announces it. `personal_data` is True for the few messages
    that carry more than ids; their parked bodies are encrypted and reached by erasure.
    """

    type: ClassVar[str]
    owner: ClassVar[str]
    personal_data: ClassVar[bool] = False

    def people(self) -> list[UUID]:
        """Name the people that this message is about, so that erasure can reach it."""
        return []

    def without(self, people: Collection[UUID]) -> Self | None:
        """Say it without these people; None when nothing of it is left, as here."""
        return None if set(self.people()) & set(people) else self


@dataclass(frozen=True, kw_only=True)
class AboutMembers(Message):
    """A fact about some members, at most `CHUNK` of them, who are named by their ids alone."""

    member_ids: list[UUID]

    def people(self) -> list[UUID]:
        return list(self.member_ids)


M = TypeVar("M", bound=type[Message])

MESSAGES: dict[str, type[Message]] = {}
"""Every message type that is spoken, by name: the published language."""


def published(kind: M) -> M:
    """Enter a message into the published language."""
    if kind.type in MESSAGES:
        msg = f"two messages are called {kind.type}"
        raise ValueError(msg)
    MESSAGES[kind.type] = kind
    return kind


def exchange(owner: str) -> str:
    """Name the exchange on which a service announces."""
    return f"{owner}.events"


def _errors(error: marshmallow.ValidationError) -> dict[str, Any]:
    messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]  # has no types
    return messages


def _field_names(errors: Mapping[str, object], prefix: str = "") -> str:
    names = []
    for name, error in errors.items():
        path = f"{prefix}{name}"
        names.append(_field_names(error, path + ".") if isinstance(error, dict) else path)
    return ", ".join(sorted(names))
