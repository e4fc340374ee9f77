"""What every service answers about what was done in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class FindAudit(Wire):
    """
    A page of a service's audit, the newest first; an empty line asks nothing.

    `before` is the `line` of the last that was seen; `until` itself is outside.
    """

    actor_id: UUID | None = None
    actions: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class AuditLine(Wire):
    """Who did what, when, to what and from where; nobody is who was not signed in."""

    line: int
    at: datetime
    action: str
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    browser: str = ""
    origin: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditPage(Wire):
    lines: list[AuditLine]


@dataclass(frozen=True, kw_only=True)
class TakeOutAudit(Wire):
    """The audit is taken out of the house, which is itself written into it."""


@dataclass(frozen=True, kw_only=True)
class TakenOut(Wire):
    """It is written down."""

    done: bool = True
