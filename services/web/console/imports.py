"""Bringing a sheet of members in: its form, its way to `members` in pieces, its verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from time import monotonic
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import HERE_AND_NOW, command_id, form_again
from services.web.console.changes import shown
from services.web.languages import current
from services.web.refusals import Problem, problem
from services.web.sheets import Row, sheet
from services.web.uploads import MOST_SHEET_BYTES, hand_over, size_of
from services.web.words import word
from services.web.words.sheets import VERDICTS
from shared import clock
from shared.contracts.members import (
    BeginImport,
    FindImportRows,
    FindSetAside,
    ImportProgress,
    ImportRef,
    MapColumns,
)
from shared.errors import Refused
from shared.ids import new_id

MOST_UPLOAD_BYTES = MOST_SHEET_BYTES + 64 * 1024
ROWS_A_PIECE = 500
RECOGNISE_AGAIN_S = 30.0
"""A token of who is acting is good for 60 s; a long sheet on a slow line takes longer."""

LONGEST_NAME = 200
PAGE = "console/imports.html"


@dataclass(frozen=True, kw_only=True)
class ImportDraft:
    """What stands in the form beside the file."""

    command_id: UUID = field(default_factory=new_id)
    consent_wording: str = ""
    consent_source: str = ""
    consent_date: str = ""
    consent_collector: str = ""

    @classmethod
    def typed(cls, form: Mapping[str, str], command_id: UUID) -> ImportDraft:
        names = ("consent_wording", "consent_source", "consent_date", "consent_collector")
        return cls(command_id=command_id, **{name: form.get(name, "").strip() for name in names})

    def begin(self, filename: str, size: int, today: date) -> BeginImport:
        """Make the request of it; Refused when the consent's basis is only half told."""
        told = (
            self.consent_wording,
            self.consent_source,
            self.consent_date,
            self.consent_collector,
        )
        if any(told) and not all(told):
            raise errors.ConsentIncomplete
        return BeginImport(
            command_id=self.command_id,
            filename=filename[-LONGEST_NAME:],
            size=size,
            language=current(),
            consent_wording=self.consent_wording,
            consent_source=self.consent_source,
            consent_date=_day(self.consent_date, today) if self.consent_date else None,
            consent_collector=self.consent_collector,
            check_first=True,
        )


@console.get("/imports")
def imports_list() -> str:
    return render_template(PAGE, draft=ImportDraft(), imports=asking.members().imports().imports)


@console.post("/imports")
@asking.needs("members:write")
def upload_sheet() -> Response | tuple[str, int]:
    draft = ImportDraft.typed(request.form, command_id())
    try:
        begun = _take(draft, request.files.get("sheet"))
    except Refused as refused:
        known = asking.part(lambda: asking.members().imports())
        return form_again(PAGE, refused, draft=draft, imports=known.imports if known else [])
    return redirect(url_for("console.import_page", import_id=begun.import_id), 303)


@console.get("/imports/<uuid:import_id>")
def import_page(import_id: UUID) -> str:
    return _page(import_id)


@console.get("/imports/<uuid:import_id>/rows.csv")
@asking.needs("members:write")
def import_sheet(import_id: UUID) -> Response:
    """Every row of an import with its verdict, as a sheet to take along."""
    verdict = request.args.get("verdict")
    wanted = FindImportRows(
        import_id=import_id,
        verdict=verdict if verdict in VERDICTS else None,
        kept=verdict == "kept",
        limit=ROWS_A_PIECE,
    )
    progress = asking.members().take_out_import(ImportRef(import_id=import_id))
    return sheet(PurePath(progress.filename).stem, _sheet_rows(wanted))


@console.get("/imports/<uuid:import_id>/progress")
def import_part(import_id: UUID) -> str:
    """The live part of an import's page."""
    progress = asking.members().import_progress(ImportRef(import_id=import_id))
    return render_template("console/_import.html", progress=progress)


@console.post("/imports/<uuid:import_id>/columns")
@asking.needs("members:write")
def choose_columns(import_id: UUID) -> Response | tuple[str, int]:
    """Have the sheet checked again, its columns being what the form says."""
    count = len(asking.members().import_columns(ImportRef(import_id=import_id)).columns)
    roles = [request.form.get(f"role-{place}") or None for place in range(count)]
    return _decided(import_id, lambda: _choose(import_id, roles), chosen=roles)


@console.post("/imports/<uuid:import_id>/apply")
@asking.needs("members:write")
def apply_import(import_id: UUID) -> Response | tuple[str, int]:
    """Bring in a sheet that was checked."""
    ref = ImportRef(import_id=import_id)
    return _decided(import_id, lambda: asking.members().apply_import(ref))


@console.post("/imports/<uuid:import_id>/undo")
@asking.needs("members:write")
def undo_import(import_id: UUID) -> Response | tuple[str, int]:
    """Take an import back, as far as nothing has used it since."""
    ref = ImportRef(import_id=import_id)
    return _decided(import_id, lambda: asking.members().undo_import(ref))


@console.get("/imports/<uuid:import_id>/set-aside.csv")
@asking.needs("members:write")
def sheet_to_mend(import_id: UUID) -> Response:
    """The rows that were set aside, as a sheet that can be mended and brought in again."""
    progress = asking.members().take_out_import(ImportRef(import_id=import_id))
    name = gettext("%(sheet)s – to mend", sheet=PurePath(progress.filename).stem)
    return sheet(name, _rows_to_mend(import_id))


def _choose(import_id: UUID, roles: list[str | None]) -> ImportProgress:
    return asking.members().map_columns(MapColumns(import_id=import_id, roles=roles))


def _decided(
    import_id: UUID,
    decide: Callable[[], ImportProgress],
    *,
    chosen: Sequence[str | None] | None = None,
) -> Response | tuple[str, int]:
    """Do it and go back to the page; when it is refused, say so there."""
    try:
        decide()
    except Refused as refused:
        if refused.code in HERE_AND_NOW:
            raise
        found = problem(refused)
        return _page(import_id, said=found, chosen=chosen), found.status
    return redirect(url_for("console.import_page", import_id=import_id), 303)


def _page(
    import_id: UUID, *, said: Problem | None = None, chosen: Sequence[str | None] | None = None
) -> str:
    verdict = request.args.get("verdict")
    after = request.args.get("after", "")
    asked = FindImportRows(
        import_id=import_id,
        verdict=verdict if verdict in VERDICTS else None,
        after_row=int(after) if after.isdecimal() else 0,
        kept=verdict == "kept",
    )
    ref = ImportRef(import_id=import_id)
    progress = asking.members().import_progress(ref)
    rows = asking.members().import_rows(asked)
    may_choose = progress.state == "checked" and asking.can("members:write")
    columns = asking.members().import_columns(ref) if may_choose else None
    if columns and chosen is not None:
        typed = zip(columns.columns, chosen, strict=False)
        columns = replace(columns, columns=[replace(one, role=role) for one, role in typed])
    names = asking.members().reference() if any(row.changes for row in rows.rows) else None
    return render_template(
        "console/import.html",
        progress=progress,
        rows=rows,
        changes={row.row: [shown(change, names) for change in row.changes] for row in rows.rows},
        columns=columns,
        verdict="kept" if asked.kept else asked.verdict,
        problem=said,
    )


def _rows_to_mend(import_id: UUID) -> Iterator[Row]:
    """Give every column of the sheet, and two of ours: what is wrong, and where the row is from."""
    page = asking.members().set_aside(FindSetAside(import_id=import_id))
    # The import knows our columns by how their titles begin, in whatever language.
    why = gettext("Reason")
    yield (*page.header, f"Multaqa : {why}", "Multaqa")
    known_at = monotonic()
    while True:
        for row in page.rows:
            reasons = " · ".join(word("reason", reason) for reason in row.reasons)
            yield (*row.cells, reasons, row.key)
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.members().set_aside(FindSetAside(import_id=import_id, after_row=page.next))


def _sheet_rows(wanted: FindImportRows) -> Iterator[Row]:
    yield (
        *(gettext("Row"), gettext("Verdict"), gettext("Reason")),
        *(gettext("Name"), gettext("Phone"), gettext("E-mail")),
    )
    known_at = monotonic()
    page = asking.members().import_rows(wanted)
    while True:
        for row in page.rows:
            reasons = " · ".join(word("reason", reason) for reason in row.reasons)
            yield (row.row, word("verdict", row.verdict), reasons, row.name, row.phone, row.email)
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.members().import_rows(replace(wanted, after_row=page.next))


def _take(draft: ImportDraft, sheet: FileStorage | None) -> ImportProgress:
    if sheet is None or not sheet.filename:
        raise errors.SheetMissing
    size = size_of(sheet.stream)
    if size == 0:
        raise errors.EmptySheet
    if size > MOST_SHEET_BYTES:
        raise errors.TooLarge
    wish = draft.begin(sheet.filename, size, clock.now().date())
    return hand_over(asking.members, wish, sheet.stream)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise errors.ConsentIncomplete from error
    if day > today:
        raise errors.ConsentInTheFuture
    return day
