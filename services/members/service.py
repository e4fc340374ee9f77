"""What members answers and hears: the menu of the service."""

from __future__ import annotations

from services.members.operations import audiences, import_work, imports, people, staff
from services.members.settings import Settings
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Actor,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    BeginImport,
    FindImportRows,
    FindMembers,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRows,
    Imports,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    Names,
    Reference,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    Session,
    SessionRef,
    SignIn,
)
from shared.contracts.notifications import ContactOptedOut
from shared.db.database import Transaction
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    SettingsProvider,
    drain_parking,
    every,
    rpc,
    subscribe,
)
from shared.settings import ServiceSettings


class MembersService:
    """Answers `web`: staff, people, audiences, imports."""

    name = "members"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    # -- staff

    @rpc(SignIn)
    def sign_in(self, request: SignIn) -> Session:
        key = self.settings.actor_signing_key.key()
        return staff.sign_in(self.db, key, request, now=clock.now())

    @rpc(SessionRef)
    def actor(self, request: SessionRef) -> Actor:
        key = self.settings.actor_signing_key.key()
        return staff.actor(self.db, key, request, now=clock.now())

    @rpc(SessionRef)
    def sign_out(self, request: SessionRef) -> SessionRef:
        return staff.sign_out(self.db, request)

    # -- people

    @rpc(scope="members:read")
    def reference(self, _: ActorToken) -> Reference:
        return people.reference(self.db, self.settings.association)

    @rpc(FindMembers, scope="members:read")
    def find_members(self, request: FindMembers, _: ActorToken) -> MemberPage:
        return people.find_members(self.db, request)

    @rpc(MemberRef, scope="members:read")
    def member(self, request: MemberRef, _: ActorToken) -> MemberDetail:
        return people.member(self.db, request)

    @rpc(MemberIds, scope="members:read")
    def names(self, request: MemberIds, _: ActorToken) -> Names:
        return people.names(self.db, request)

    @rpc(MemberIds, scope="door:read")
    def door_names(self, request: MemberIds, _: ActorToken) -> Names:
        return people.door_names(self.db, request)

    @rpc(MemberIds)
    def first_names(self, request: MemberIds) -> Names:
        return people.first_names(self.db, request)

    # -- audiences

    @rpc(AudienceFilter, scope="members:read")
    def preview_audience(self, request: AudienceFilter, _: ActorToken) -> AudiencePreview:
        return audiences.preview_audience(self.db, request)

    @rpc(SaveAudience, scope="events:write")
    def save_audience(self, request: SaveAudience, actor: ActorToken) -> SavedAudience:
        return audiences.save_audience(self.db, request, by=actor.staff_id)

    @rpc(scope="members:read")
    def audiences(self, _: ActorToken) -> SavedAudiences:
        return audiences.audiences(self.db)

    @rpc(AudienceRef, scope="members:read")
    def audience(self, request: AudienceRef, _: ActorToken) -> SavedAudience:
        return audiences.audience(self.db, request)

    # -- sheets

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

    # -- what it hears

    @subscribe(ContactOptedOut)
    def remember_opt_outs(self, tx: Transaction, message: ContactOptedOut) -> None:
        people.hear_opt_outs(tx, message)

    @drain_parking
    def park_what_came_back(self) -> None:
        """Keep what the broker gave up on."""


class MembersJobs:
    """Works in the background: imports, and waves that ask who they are for."""

    name = "members-jobs"
    settings = SettingsProvider(ServiceSettings)
    db = DatabaseProvider()

    @subscribe(AudienceRequested)
    def remember_wave(self, tx: Transaction, message: AudienceRequested) -> None:
        audiences.hear_request(tx, message)

    @every(seconds=1)
    def resolve_audiences(self) -> bool:
        return audiences.resolve_next(self.db, now=clock.now())

    @every(seconds=1)
    def import_sheets(self) -> bool:
        return import_work.import_next(self.db, now=clock.now())
