"""What the statutes say of a body's assemblies, and whose mandates hold on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Share(Wire):
    """
    A part of the members in mandate: at least `part` of `of`, or more than that.

    None of them (0 of 1) says that a body decides however few have come.
    """

    part: int
    of: int
    more_than: bool = False


@dataclass(frozen=True, kw_only=True)
class Statutes(Wire):
    """
    The numbers that a body is convened by.

    Notice is in clear days: neither the day of the convocation nor that of the assembly counts.
    `again_…` holds for a second convocation. `most_proxies` is how many one member may hold.
    """

    notice_days: int = 15
    quorum: Share = field(default_factory=lambda: Share(part=1, of=2))
    again_notice_days: int = 8
    again_quorum: Share = field(default_factory=lambda: Share(part=1, of=4))
    most_proxies: int = 1


@dataclass(frozen=True, kw_only=True)
class BodyRef(Wire):
    body: str


@dataclass(frozen=True, kw_only=True)
class BodyStatutes(Wire):
    """A body with what its statutes say; `written` is False while they are the usual numbers."""

    body: str
    names: dict[str, str]
    statutes: Statutes
    written: bool = False


@dataclass(frozen=True, kw_only=True)
class WriteStatutes(Wire):
    """Write down what the statutes say of a body. The same `command_id` again changes nothing."""

    command_id: UUID
    body: str
    statutes: Statutes


@dataclass(frozen=True, kw_only=True)
class Mandated(Wire):
    """Whoever has a mandate in a body that holds on a day."""

    body: str
    on: date


@dataclass(frozen=True, kw_only=True)
class FindMandated(Wire):
    """
    Who of the members in mandate is called so; both names as one knows them, in any order.

    `origin` is where a member asks from, whose wrong names are counted; empty for the staff.
    """

    mandated: Mandated
    name: str
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class MandatedFound(Wire):
    """The one who is called so; with several of that name, or none, there is no id."""

    found: Literal["one", "none", "several"]
    member_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Namesake(Wire):
    """One of several who are called the same, with what tells them apart and nothing more."""

    member_id: UUID
    first_name: str
    last_name: str
    region: str = ""
    town: str = ""


@dataclass(frozen=True, kw_only=True)
class Namesakes(Wire):
    """The members in mandate who are called so, 20 at most, for the staff to choose among."""

    people: list[Namesake]
