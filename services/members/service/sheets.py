"""Sheets of people, from the first piece to the last verdict."""

from __future__ import annotations

from services.members.operations import clinic, imports
from shared import clock
from shared.contracts.members import (
    BeginImport,
    FindImportRows,
    FindSetAside,
    ImportColumns,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRows,
    Imports,
    MapColumns,
    RowsSetAside,
)
from shared.edge.service import ActorToken, DatabaseProvider, rpc


class Sheets:
    """What is asked about imports."""

    db = DatabaseProvider()

    @rpc(BeginImport, scope="members:write")
    def begin_import(self, request: BeginImport, actor: ActorToken) -> ImportProgress:
        return imports.begin_import(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ImportPiece, scope="members:write")
    def add_piece(self, request: ImportPiece, _: ActorToken) -> ImportProgress:
        return imports.add_piece(self.db, request)

    @rpc(ImportRef, scope="members:write")
    def start_import(self, request: ImportRef, actor: ActorToken) -> ImportProgress:
        return imports.start_import(self.db, request, by=actor.staff_id)

    @rpc(scope="members:read")
    def imports(self, _: ActorToken) -> Imports:
        return imports.imports(self.db)

    @rpc(ImportRef, scope="members:read")
    def import_progress(self, request: ImportRef, _: ActorToken) -> ImportProgress:
        return imports.import_progress(self.db, request)

    @rpc(FindImportRows, scope="members:read")
    def import_rows(self, request: FindImportRows, _: ActorToken) -> ImportRows:
        return imports.import_rows(self.db, request)

    @rpc(ImportRef, scope="members:write")
    def take_out_import(self, request: ImportRef, actor: ActorToken) -> ImportProgress:
        return imports.take_out(self.db, request, by=actor.staff_id)

    @rpc(ImportRef, scope="members:write")
    def import_columns(self, request: ImportRef, _: ActorToken) -> ImportColumns:
        return clinic.import_columns(self.db, request)

    @rpc(MapColumns, scope="members:write")
    def map_columns(self, request: MapColumns, actor: ActorToken) -> ImportProgress:
        return clinic.map_columns(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ImportRef, scope="members:write")
    def apply_import(self, request: ImportRef, actor: ActorToken) -> ImportProgress:
        return clinic.apply_import(self.db, request, by=actor.staff_id)

    @rpc(ImportRef, scope="members:write")
    def undo_import(self, request: ImportRef, actor: ActorToken) -> ImportProgress:
        return clinic.undo_import(self.db, request, by=actor.staff_id)

    @rpc(FindSetAside, scope="members:write")
    def set_aside(self, request: FindSetAside, _: ActorToken) -> RowsSetAside:
        return clinic.set_aside(self.db, request)
