"""What is asked about sheets of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.members.words import Language
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class BeginImport(Wire):
    """
    Announce a sheet of `size` bytes that follows in pieces of at most 256 kB.

    Without a consent basis nobody of the sheet is written to: the four consent fields say what
    people agreed to, where that was written down, when, and who collected it.
    """

    command_id: UUID
    filename: str
    size: int
    language: Language
    consent_wording: str = ""
    consent_source: str = ""
    consent_date: date | None = None
    consent_collector: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportPiece(Wire):
    """Piece `number`, from 0, of a sheet; `content` is base64. Sent again, it changes nothing."""

    import_id: UUID
    number: int
    content: str


@dataclass(frozen=True, kw_only=True)
class ImportRef(Wire):
    import_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImportProgress(Wire):
    """
    Where an import stands. `verdicts` counts rows by verdict; `refused` is why the whole sheet
    could not be read, as a code with its detail.
    """

    import_id: UUID
    filename: str
    state: Literal["uploading", "waiting", "running", "done", "refused"]
    rows: int
    done: int
    verdicts: dict[str, int] = field(default_factory=dict)
    refused: str | None = None
    detail: dict[str, str] = field(default_factory=dict)
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Imports(Wire):
    imports: list[ImportProgress]


@dataclass(frozen=True, kw_only=True)
class FindImportRows(Wire):
    """A page of an import's rows, 500 at most, in the sheet's order, of one verdict or of all."""

    import_id: UUID
    verdict: str | None = None
    after_row: int = 0
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class ImportRow(Wire):
    """
    The verdict on one row; `row` is the sheet's own number, the header being row 1.

    `verdict` is new, changed, unchanged, repaired, quarantined, voice_only or duplicate;
    `reasons` are codes that pages translate.
    """

    row: int
    verdict: str
    name: str = ""
    phone: str | None = None
    email: str | None = None
    reasons: list[str] = field(default_factory=list)
    member_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRows(Wire):
    rows: list[ImportRow]
    next: int | None = None
