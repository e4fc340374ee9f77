"""What members answers and hears: the menu of the service."""

from __future__ import annotations

from services.members.operations import (
    accounts,
    audiences,
    import_work,
    imports,
    links,
    own_account,
    people,
    second_factor,
    staff,
)
from services.members.operations.second_factor import Keys
from services.members.settings import JobsSettings, Settings
from shared import clock
from shared.contracts.events import AudienceRequested
from shared.contracts.members import (
    Actor,
    AskForLink,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    BeginImport,
    ChangePassword,
    ChangeRole,
    ChooseLanguage,
    ChoosePassword,
    ConfirmSecondFactor,
    EndSession,
    EnterCode,
    FindImportRows,
    FindMembers,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRows,
    Imports,
    InviteStaff,
    Link,
    LinkAskedFor,
    LinkRef,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    Names,
    OwnAccount,
    ProposeSecondFactor,
    RecoveryCodes,
    Reference,
    RemoveSecondFactor,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    SecondFactorProposal,
    Session,
    SessionRef,
    SignIn,
    StaffAccounts,
    StaffCommand,
    StaffRef,
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


def _keys(settings: Settings) -> Keys:
    return Keys(signing=settings.actor_signing_key.key(), sealing=str(settings.second_factor_key))


class MembersService:
    """Answers `web`: staff, people, audiences, imports."""

    name = "members"
    settings = SettingsProvider(Settings)
    db = DatabaseProvider()

    # -- signing in

    @rpc(SignIn)
    def sign_in(self, request: SignIn) -> Session:
        key, strict = self.settings.actor_signing_key.key(), self.settings.strict
        return staff.sign_in(self.db, key, request, now=clock.now(), strict=strict)

    @rpc(EnterCode)
    def enter_code(self, request: EnterCode) -> Session:
        keys, strict = _keys(self.settings), self.settings.strict
        return second_factor.enter_code(self.db, keys, request, now=clock.now(), strict=strict)

    @rpc(SessionRef)
    def actor(self, request: SessionRef) -> Actor:
        key, strict = self.settings.actor_signing_key.key(), self.settings.strict
        return staff.actor(self.db, key, request, now=clock.now(), strict=strict)

    @rpc(SessionRef)
    def sign_out(self, request: SessionRef) -> SessionRef:
        return staff.sign_out(self.db, request)

    @rpc(AskForLink)
    def ask_for_link(self, request: AskForLink) -> LinkAskedFor:
        key = self.settings.actor_signing_key.key()
        return links.ask_for_link(self.db, key, request, now=clock.now())

    @rpc(LinkRef)
    def link(self, request: LinkRef) -> Link:
        return links.link(self.db, request, now=clock.now())

    @rpc(ChoosePassword)
    def choose_password(self, request: ChoosePassword) -> Link:
        return links.choose_password(self.db, request, now=clock.now())

    # -- one's own account: whoever holds a session may do this, whatever the role

    @rpc(SessionRef)
    def own_account(self, request: SessionRef) -> OwnAccount:
        return own_account.own_account(self.db, request, now=clock.now())

    @rpc(ChooseLanguage)
    def choose_language(self, request: ChooseLanguage) -> SessionRef:
        return own_account.choose_language(self.db, request, now=clock.now())

    @rpc(ChangePassword)
    def change_password(self, request: ChangePassword) -> SessionRef:
        key = self.settings.actor_signing_key.key()
        return own_account.change_password(self.db, key, request, now=clock.now())

    @rpc(EndSession)
    def end_session(self, request: EndSession) -> SessionRef:
        return own_account.end_session(self.db, request, now=clock.now())

    @rpc(SessionRef)
    def end_other_sessions(self, request: SessionRef) -> SessionRef:
        return own_account.end_other_sessions(self.db, request, now=clock.now())

    @rpc(ProposeSecondFactor)
    def propose_second_factor(self, request: ProposeSecondFactor) -> SecondFactorProposal:
        keys, said_by = _keys(self.settings), self.settings.association
        return second_factor.propose(self.db, keys, request, said_by, now=clock.now())

    @rpc(ConfirmSecondFactor)
    def confirm_second_factor(self, request: ConfirmSecondFactor) -> RecoveryCodes:
        return second_factor.confirm(self.db, _keys(self.settings), request, now=clock.now())

    @rpc(RemoveSecondFactor)
    def remove_second_factor(self, request: RemoveSecondFactor) -> SessionRef:
        return second_factor.remove(self.db, _keys(self.settings), request, now=clock.now())

    # -- the staff

    @rpc(scope="staff:manage")
    def staff_accounts(self, _: ActorToken) -> StaffAccounts:
        return accounts.staff_accounts(self.db, now=clock.now())

    @rpc(InviteStaff, scope="staff:manage")
    def invite_staff(self, request: InviteStaff, actor: ActorToken) -> StaffRef:
        return accounts.invite(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(ChangeRole, scope="staff:manage")
    def change_role(self, request: ChangeRole, actor: ActorToken) -> StaffRef:
        return accounts.change_role(self.db, request, by=actor.staff_id)

    @rpc(StaffCommand, scope="staff:manage")
    def disable_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.disable(self.db, request, by=actor.staff_id, now=clock.now())

    @rpc(StaffCommand, scope="staff:manage")
    def enable_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.enable(self.db, request, by=actor.staff_id)

    @rpc(StaffCommand, scope="staff:manage")
    def end_sessions_of_staff(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.end_sessions(self.db, request, by=actor.staff_id)

    @rpc(StaffCommand, scope="staff:manage")
    def take_second_factor(self, request: StaffCommand, actor: ActorToken) -> StaffRef:
        return accounts.take_second_factor(self.db, request, by=actor.staff_id)

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
    """Works in the background: imports, waves that ask who they are for, links to be sent."""

    name = "members-jobs"
    settings = SettingsProvider(JobsSettings)
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

    @every(seconds=1)
    def send_links(self) -> bool:
        return links.send_next(self.db, str(self.settings.links_key), now=clock.now())
