"""What `web` asks members."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from shared.contracts.audit import AuditPage, FindAudit, TakenOut, TakeOutAudit
from shared.contracts.members import (
    Actor,
    AddMandate,
    AddMember,
    AddThing,
    AgreeAgain,
    ArchiveAudience,
    AskForLink,
    AskForOwnLink,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    AudienceRule,
    BeginImport,
    CallSheet,
    ChangeAudience,
    ChangeMember,
    ChangeOwnPage,
    ChangePassword,
    ChangeRole,
    ChooseLanguage,
    ChoosePassword,
    ConfirmJoin,
    ConfirmSecondFactor,
    DoubleRef,
    Doubles,
    EndMandate,
    EndSession,
    EnterCode,
    EraseMember,
    ErasureRef,
    Erasures,
    EventBreakdown,
    FillRegister,
    FindBreakdown,
    FindCallSheet,
    FindDoubles,
    FindErasures,
    FindImportRows,
    FindMembers,
    FindOnHandList,
    FindSetAside,
    ForgetFromVault,
    HandList,
    HandListPage,
    HandLists,
    HandListsOf,
    HouseholdOf,
    ImportColumns,
    ImportPiece,
    ImportProgress,
    ImportRef,
    ImportRows,
    Imports,
    InviteStaff,
    Join,
    JoinAsked,
    Joined,
    JoinForm,
    JoinFormRef,
    KeepInVault,
    LikelyDouble,
    Link,
    LinkAskedFor,
    LinkRef,
    MapColumns,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    MergeDoubles,
    Names,
    OpenVault,
    OwnAccount,
    OwnLinkAskedFor,
    OwnLinkRef,
    OwnPage,
    OwnPageChanged,
    ProposeSecondFactor,
    PutOnHandList,
    RecoveryCodes,
    Reference,
    Register,
    RemoveMandate,
    RemoveSecondFactor,
    RemoveThing,
    RenameThing,
    RowsSetAside,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    SaveHandList,
    SecondFactorProposal,
    SeparateMember,
    Session,
    SessionRef,
    SheetOfMembers,
    SignIn,
    SilentPeople,
    Sortings,
    StaffAccounts,
    StaffCommand,
    StaffRef,
    TakeOutMembers,
    Things,
    ThingsOfKind,
    VaultDone,
    VaultEntry,
)


class Members(Holder):
    name = "members"

    def sign_in(self, request: SignIn) -> Session:
        return self._ask("sign_in", request, Session)

    def actor(self, request: SessionRef) -> Actor:
        return self._ask("actor", request, Actor)

    def sign_out(self, request: SessionRef) -> SessionRef:
        return self._ask("sign_out", request, SessionRef)

    def enter_code(self, request: EnterCode) -> Session:
        return self._ask("enter_code", request, Session)

    def ask_for_link(self, request: AskForLink) -> LinkAskedFor:
        return self._ask("ask_for_link", request, LinkAskedFor)

    def link(self, request: LinkRef) -> Link:
        return self._ask("link", request, Link)

    def choose_password(self, request: ChoosePassword) -> Link:
        return self._ask("choose_password", request, Link)

    def own_account(self, request: SessionRef) -> OwnAccount:
        return self._ask("own_account", request, OwnAccount)

    def choose_language(self, request: ChooseLanguage) -> SessionRef:
        return self._ask("choose_language", request, SessionRef)

    def change_password(self, request: ChangePassword) -> SessionRef:
        return self._ask("change_password", request, SessionRef)

    def end_session(self, request: EndSession) -> SessionRef:
        return self._ask("end_session", request, SessionRef)

    def end_other_sessions(self, request: SessionRef) -> SessionRef:
        return self._ask("end_other_sessions", request, SessionRef)

    def propose_second_factor(self, request: ProposeSecondFactor) -> SecondFactorProposal:
        return self._ask("propose_second_factor", request, SecondFactorProposal)

    def confirm_second_factor(self, request: ConfirmSecondFactor) -> RecoveryCodes:
        return self._ask("confirm_second_factor", request, RecoveryCodes)

    def remove_second_factor(self, request: RemoveSecondFactor) -> SessionRef:
        return self._ask("remove_second_factor", request, SessionRef)

    def staff_accounts(self) -> StaffAccounts:
        return self._ask("staff_accounts", None, StaffAccounts)

    def audit(self, request: FindAudit) -> AuditPage:
        return self._ask("audit", request, AuditPage)

    def vault_entry(self, request: OpenVault) -> VaultEntry:
        return self._ask("vault_entry", request, VaultEntry)

    def keep_in_vault(self, request: KeepInVault) -> VaultDone:
        return self._ask("keep_in_vault", request, VaultDone)

    def forget_from_vault(self, request: ForgetFromVault) -> VaultDone:
        return self._ask("forget_from_vault", request, VaultDone)

    def take_out_audit(self, request: TakeOutAudit) -> TakenOut:
        return self._ask("take_out_audit", request, TakenOut)

    def invite_staff(self, request: InviteStaff) -> StaffRef:
        return self._ask("invite_staff", request, StaffRef)

    def invite_staff_again(self, request: StaffCommand) -> StaffRef:
        return self._ask("invite_staff_again", request, StaffRef)

    def change_role(self, request: ChangeRole) -> StaffRef:
        return self._ask("change_role", request, StaffRef)

    def disable_staff(self, request: StaffCommand) -> StaffRef:
        return self._ask("disable_staff", request, StaffRef)

    def enable_staff(self, request: StaffCommand) -> StaffRef:
        return self._ask("enable_staff", request, StaffRef)

    def end_sessions_of_staff(self, request: StaffCommand) -> StaffRef:
        return self._ask("end_sessions_of_staff", request, StaffRef)

    def take_second_factor(self, request: StaffCommand) -> StaffRef:
        return self._ask("take_second_factor", request, StaffRef)

    def reference(self) -> Reference:
        return self._ask("reference", None, Reference)

    def preview_audience(self, request: AudienceFilter) -> AudiencePreview:
        return self._ask("preview_audience", request, AudiencePreview)

    def count_audience(self, request: AudienceRule) -> AudiencePreview:
        return self._ask("count_audience", request, AudiencePreview)

    def change_audience(self, request: ChangeAudience) -> SavedAudience:
        return self._ask("change_audience", request, SavedAudience)

    def archive_audience(self, request: ArchiveAudience) -> SavedAudience:
        return self._ask("archive_audience", request, SavedAudience)

    def archived_audiences(self) -> SavedAudiences:
        return self._ask("archived_audiences", None, SavedAudiences)

    def sortings(self) -> Sortings:
        return self._ask("sortings", None, Sortings)

    def save_hand_list(self, request: SaveHandList) -> HandList:
        return self._ask("save_hand_list", request, HandList)

    def put_on_hand_list(self, request: PutOnHandList) -> HandList:
        return self._ask("put_on_hand_list", request, HandList)

    def hand_lists_of(self, request: HandListsOf) -> HandLists:
        return self._ask("hand_lists_of", request, HandLists)

    def hand_list(self, request: FindOnHandList) -> HandListPage:
        return self._ask("hand_list", request, HandListPage)

    def save_audience(self, request: SaveAudience) -> SavedAudience:
        return self._ask("save_audience", request, SavedAudience)

    def audiences(self) -> SavedAudiences:
        return self._ask("audiences", None, SavedAudiences)

    def audience(self, request: AudienceRef) -> SavedAudience:
        return self._ask("audience", request, SavedAudience)

    def find_members(self, request: FindMembers) -> MemberPage:
        return self._ask("find_members", request, MemberPage)

    def member(self, request: MemberRef) -> MemberDetail:
        return self._ask("member", request, MemberDetail)

    def erase_member(self, request: EraseMember) -> ErasureRef:
        return self._ask("erase_member", request, ErasureRef)

    def erasures(self, request: FindErasures) -> Erasures:
        return self._ask("erasures", request, Erasures)

    def take_out_members(self, request: TakeOutMembers) -> SheetOfMembers:
        return self._ask("take_out_members", request, SheetOfMembers)

    def names(self, request: MemberIds) -> Names:
        return self._ask("names", request, Names)

    def door_names(self, request: MemberIds) -> Names:
        return self._ask("door_names", request, Names)

    def first_names(self, request: MemberIds) -> Names:
        return self._ask("first_names", request, Names)

    def ask_for_own_link(self, request: AskForOwnLink) -> OwnLinkAskedFor:
        return self._ask("ask_for_own_link", request, OwnLinkAskedFor)

    def own_page(self, request: OwnLinkRef) -> OwnPage:
        return self._ask("own_page", request, OwnPage)

    def change_own_page(self, request: ChangeOwnPage) -> OwnPageChanged:
        return self._ask("change_own_page", request, OwnPageChanged)

    def agree_again(self, request: AgreeAgain) -> OwnPageChanged:
        return self._ask("agree_again", request, OwnPageChanged)

    def add_member(self, request: AddMember) -> MemberRef:
        return self._ask("add_member", request, MemberRef)

    def change_member(self, request: ChangeMember) -> MemberRef:
        return self._ask("change_member", request, MemberRef)

    def add_mandate(self, request: AddMandate) -> MemberRef:
        return self._ask("add_mandate", request, MemberRef)

    def end_mandate(self, request: EndMandate) -> MemberRef:
        return self._ask("end_mandate", request, MemberRef)

    def remove_mandate(self, request: RemoveMandate) -> MemberRef:
        return self._ask("remove_mandate", request, MemberRef)

    def things(self, request: ThingsOfKind) -> Things:
        return self._ask("things", request, Things)

    def add_thing(self, request: AddThing) -> ThingsOfKind:
        return self._ask("add_thing", request, ThingsOfKind)

    def rename_thing(self, request: RenameThing) -> ThingsOfKind:
        return self._ask("rename_thing", request, ThingsOfKind)

    def remove_thing(self, request: RemoveThing) -> ThingsOfKind:
        return self._ask("remove_thing", request, ThingsOfKind)

    def begin_import(self, request: BeginImport) -> ImportProgress:
        return self._ask("begin_import", request, ImportProgress)

    def add_piece(self, request: ImportPiece) -> ImportProgress:
        return self._ask("add_piece", request, ImportProgress)

    def start_import(self, request: ImportRef) -> ImportProgress:
        return self._ask("start_import", request, ImportProgress)

    def imports(self) -> Imports:
        return self._ask("imports", None, Imports)

    def import_progress(self, request: ImportRef) -> ImportProgress:
        return self._ask("import_progress", request, ImportProgress)

    def import_columns(self, request: ImportRef) -> ImportColumns:
        return self._ask("import_columns", request, ImportColumns)

    def map_columns(self, request: MapColumns) -> ImportProgress:
        return self._ask("map_columns", request, ImportProgress)

    def apply_import(self, request: ImportRef) -> ImportProgress:
        return self._ask("apply_import", request, ImportProgress)

    def undo_import(self, request: ImportRef) -> ImportProgress:
        return self._ask("undo_import", request, ImportProgress)

    def set_aside(self, request: FindSetAside) -> RowsSetAside:
        return self._ask("set_aside", request, RowsSetAside)

    def import_rows(self, request: FindImportRows) -> ImportRows:
        return self._ask("import_rows", request, ImportRows)

    def take_out_import(self, request: ImportRef) -> ImportProgress:
        return self._ask("take_out_import", request, ImportProgress)

    def join_form(self, request: JoinFormRef) -> JoinForm:
        return self._ask("join_form", request, JoinForm)

    def join(self, request: Join) -> JoinAsked:
        return self._ask("join", request, JoinAsked)

    def confirm_join(self, request: ConfirmJoin) -> Joined:
        return self._ask("confirm_join", request, Joined)

    def event_breakdown(self, request: FindBreakdown) -> EventBreakdown:
        return self._ask("event_breakdown", request, EventBreakdown)

    def call_sheet(self, request: FindCallSheet) -> CallSheet:
        return self._ask("call_sheet", request, CallSheet)

    def doubles(self, request: FindDoubles) -> Doubles:
        return self._ask("doubles", request, Doubles)

    def double(self, request: DoubleRef) -> LikelyDouble:
        return self._ask("double", request, LikelyDouble)

    def merge_doubles(self, request: MergeDoubles) -> MemberRef:
        return self._ask("merge_doubles", request, MemberRef)

    def not_the_same(self, request: DoubleRef) -> DoubleRef:
        return self._ask("not_the_same", request, DoubleRef)

    def separate_member(self, request: SeparateMember) -> MemberRef:
        return self._ask("separate_member", request, MemberRef)

    def leave_household(self, request: HouseholdOf) -> MemberRef:
        return self._ask("leave_household", request, MemberRef)

    def join_household(self, request: HouseholdOf) -> MemberRef:
        return self._ask("join_household", request, MemberRef)

    def silent_people(self) -> SilentPeople:
        return self._ask("silent_people", None, SilentPeople)

    def register(self) -> Register:
        return self._ask("register", None, Register)

    def fill_register(self, request: FillRegister) -> Register:
        return self._ask("fill_register", request, Register)
