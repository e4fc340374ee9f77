"""What is asked about the things that people can be sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

Kind = Literal["bodies", "axes", "partners", "tags"]
"""What the association makes lists of itself; regions are the country's."""


@dataclass(frozen=True, kw_only=True)
class ThingsOfKind(Wire):
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Thing(Wire):
    """
    One line of a list: its names by language; `used` when a person or an audience has it.

    `theirs` says whether whoever asks may rename it and take it away.
    """

    code: str
    names: dict[str, str]
    used: bool = False
    theirs: bool = True


@dataclass(frozen=True, kw_only=True)
class Things(Wire):
    things: list[Thing]


@dataclass(frozen=True, kw_only=True)
class AddThing(Wire):
    """Add a line to a list; a tag has one name, under `und`. The same `command_id` adds once."""

    command_id: UUID
    kind: Kind
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RenameThing(Wire):
    """Give a line other names, all of them at once."""

    command_id: UUID
    kind: Kind
    code: str
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RemoveThing(Wire):
    """Take away a line that nobody uses."""

    command_id: UUID
    kind: Kind
    code: str
