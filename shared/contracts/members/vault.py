"""What `members` answers about what is sensitive: in no message, list, sheet or filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.wire import Wire

VaultKind = Literal["union", "party"]


@dataclass(frozen=True, kw_only=True)
class OpenVault(Wire):
    """Read what is kept of one person; why is typed by whoever reads, and stays in the audit."""

    member_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class VaultLine(Wire):
    """One thing the person agreed to have kept: the words, the day, who asked, and what for."""

    kind: VaultKind
    value: str
    wording: str
    agreed_on: date
    collected_by: str
    purpose: str
    kept_at: datetime


@dataclass(frozen=True, kw_only=True)
class VaultEntry(Wire):
    member_id: UUID
    lines: list[VaultLine] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class KeepInVault(Wire):
    """
    Keep one thing, with the explicit consent to it; it replaces what was kept of that kind.

    The same `command_id` again changes nothing.
    """

    command_id: UUID
    member_id: UUID
    kind: VaultKind
    value: str
    wording: str
    agreed_on: date | None
    collected_by: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ForgetFromVault(Wire):
    """Remove what is kept of one kind; what is not there is no error."""

    member_id: UUID
    kind: VaultKind


@dataclass(frozen=True, kw_only=True)
class VaultDone(Wire):
    """It is done, and written down; what is kept is not said."""

    member_id: UUID
