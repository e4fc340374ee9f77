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

    With `check_first` the sheet is only checked, until `apply_import` brings it in.
    """

    command_id: UUID
    filename: str
    size: int
    language: Language
    consent_wording: str = ""
    consent_source: str = ""
    consent_date: date | None = None
    consent_collector: str = ""
    check_first: bool = False


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

    `checked` is a sheet that has changed nobody yet; `missing` are the columns that have to be
    chosen before it can. `taken_back` and `kept` count the rows of an import that was undone.
    """

    import_id: UUID
    filename: str
    state: Literal[
        "uploading", "waiting", "running", "done", "refused",
        "checking", "checked", "undoing", "undone",
    ]  # fmt: skip
    rows: int
    done: int
    verdicts: dict[str, int] = field(default_factory=dict)
    refused: str | None = None
    detail: dict[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    missing: list[str] = field(default_factory=list)
    has_basis: bool = False
    taken_back: int = 0
    kept: int = 0


@dataclass(frozen=True, kw_only=True)
class Imports(Wire):
    imports: list[ImportProgress]


@dataclass(frozen=True, kw_only=True)
class FindImportRows(Wire):
    """
    A page of an import's rows, 500 at most, in the sheet's order, of one verdict or of all.

    With `kept` only those which undoing the import has left, or left in part.
    """

    import_id: UUID
    verdict: str | None = None
    after_row: int = 0
    limit: int = 100
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldChange(Wire):
    """What a row changes of a person; `old` and `new` are as they are held, codes among them."""

    field: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRow(Wire):
    """
    The verdict on one row; `row` is the sheet's own number, the header being row 1.

    `verdict` is new, changed, unchanged, repaired, quarantined, voice_only or duplicate;
    `reasons` are codes that pages translate; `changes` are those of a person who was known.
    `taken_back` is "taken-back", or why undoing has left it.
    """

    row: int
    verdict: str
    name: str = ""
    phone: str | None = None
    email: str | None = None
    reasons: list[str] = field(default_factory=list)
    member_id: UUID | None = None
    changes: list[FieldChange] = field(default_factory=list)
    taken_back: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRows(Wire):
    rows: list[ImportRow]
    next: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportColumn(Wire):
    """A column of a sheet, what it is read as, and a few of its values."""

    title: str
    role: str | None = None
    samples: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ImportColumns(Wire):
    """The columns of a sheet; `roles` are all that one may be."""

    columns: list[ImportColumn]
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class MapColumns(Wire):
    """Say what each column of a sheet is, in their order, and have it checked again."""

    import_id: UUID
    roles: list[str | None]


@dataclass(frozen=True, kw_only=True)
class FindSetAside(Wire):
    """A page of the rows that were set aside, 100 at most."""

    import_id: UUID
    after_row: int = 0


@dataclass(frozen=True, kw_only=True)
class RowSetAside(Wire):
    """A row as it stands in the sheet; `key` tells where it comes from when it is back, mended."""

    row: int
    key: str
    cells: list[str]
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class RowsSetAside(Wire):
    header: list[str]
    rows: list[RowSetAside]
    next: int | None = None
