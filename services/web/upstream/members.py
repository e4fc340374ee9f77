"""What `web` asks members."""

from __future__ import annotations

from services.web.upstream.asked import Holder
from services.web.upstream.members_accounts import Accounts
from services.web.upstream.members_own import OwnPages
from services.web.upstream.members_statutes import StatutesOfBodies
from shared.contracts.audit import AuditPage, FindAudit, TakenOut, TakeOutAudit
from shared.contracts.members import (
    AddMandate,
    AddMember,
    AddThing,
    ArchiveAudience,
    AskWhatIsSealed,
    AudienceFilter,
    AudiencePreview,
    AudienceRef,
    AudienceRule,
    Balance,
    BeginImport,
    CallSheet,
    ChangeAudience,
    ChangeMember,
    CountDestinations,
    Destinations,
    DoubleRef,
    Doubles,
    EndMandate,
    EraseMember,
    ErasureRef,
    Erasures,
    EventBreakdown,
    FillRegister,
    FindAtNumber,
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
    KeepInVault,
    LikelyDouble,
    MailWorksAgain,
    MapColumns,
    MemberDetail,
    MemberIds,
    MemberPage,
    MemberRef,
    MergeDoubles,
    Names,
    OpenAnswers,
    OpenedAnswers,
    OpenVault,
    ProposeDouble,
    PutOnHandList,
    RecordConsent,
    Reference,
    Register,
    RemoveHandList,
    RemoveMandate,
    RemoveThing,
    RenameHandList,
    RenameThing,
    RowsSetAside,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    SaveHandList,
    SealAnswers,
    SealedQuestions,
    SeparateMember,
    SheetOfMembers,
    SilentPeople,
    Sortings,
    TakeBackAnswer,
    TakeOutMembers,
    Things,
    ThingsOfKind,
    VaultDone,
    VaultEntry,
    WalkedIn,
    WalkIn,
    WeighAudience,
)


class Members(Accounts, OwnPages, StatutesOfBodies, Holder):
    name = "members"

    def audit(self, request: FindAudit) -> AuditPage:
        return self._ask("audit", request, AuditPage)

    def vault_entry(self, request: OpenVault) -> VaultEntry:
        return self._ask("vault_entry", request, VaultEntry)

    def keep_in_vault(self, request: KeepInVault) -> VaultDone:
        return self._ask("keep_in_vault", request, VaultDone)

    def seal_answers(self, request: SealAnswers) -> VaultDone:
        return self._ask("seal_answers", request, VaultDone)

    def what_is_sealed(self, request: AskWhatIsSealed) -> SealedQuestions:
        return self._ask("what_is_sealed", request, SealedQuestions)

    def take_back_answer(self, request: TakeBackAnswer) -> VaultDone:
        return self._ask("take_back_answer", request, VaultDone)

    def open_answers(self, request: OpenAnswers) -> OpenedAnswers:
        return self._ask("open_answers", request, OpenedAnswers)

    def forget_from_vault(self, request: ForgetFromVault) -> VaultDone:
        return self._ask("forget_from_vault", request, VaultDone)

    def take_out_audit(self, request: TakeOutAudit) -> TakenOut:
        return self._ask("take_out_audit", request, TakenOut)

    def reference(self) -> Reference:
        return self._ask("reference", None, Reference)

    def preview_audience(self, request: AudienceFilter) -> AudiencePreview:
        return self._ask("preview_audience", request, AudiencePreview)

    def count_audience(self, request: AudienceRule) -> AudiencePreview:
        return self._ask("count_audience", request, AudiencePreview)

    def count_destinations(self, request: CountDestinations) -> Destinations:
        return self._ask("count_destinations", request, Destinations)

    def weigh_audience(self, request: WeighAudience) -> Balance:
        return self._ask("weigh_audience", request, Balance)

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

    def rename_hand_list(self, request: RenameHandList) -> HandList:
        return self._ask("rename_hand_list", request, HandList)

    def remove_hand_list(self, request: RemoveHandList) -> HandList:
        return self._ask("remove_hand_list", request, HandList)

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

    def welcome(self, request: WalkIn) -> WalkedIn:
        return self._ask("welcome", request, WalkedIn)

    def find_at_number(self, request: FindAtNumber) -> Names:
        return self._ask("find_at_number", request, Names)

    def door_names(self, request: MemberIds) -> Names:
        return self._ask("door_names", request, Names)

    def first_names(self, request: MemberIds) -> Names:
        return self._ask("first_names", request, Names)

    def add_member(self, request: AddMember) -> MemberRef:
        return self._ask("add_member", request, MemberRef)

    def change_member(self, request: ChangeMember) -> MemberRef:
        return self._ask("change_member", request, MemberRef)

    def record_consent(self, request: RecordConsent) -> MemberRef:
        return self._ask("record_consent", request, MemberRef)

    def mail_works_again(self, request: MailWorksAgain) -> MemberRef:
        return self._ask("mail_works_again", request, MemberRef)

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

    def event_breakdown(self, request: FindBreakdown) -> EventBreakdown:
        return self._ask("event_breakdown", request, EventBreakdown)

    def call_sheet(self, request: FindCallSheet) -> CallSheet:
        return self._ask("call_sheet", request, CallSheet)

    def doubles(self, request: FindDoubles) -> Doubles:
        return self._ask("doubles", request, Doubles)

    def double(self, request: DoubleRef) -> LikelyDouble:
        return self._ask("double", request, LikelyDouble)

    def propose_double(self, request: ProposeDouble) -> DoubleRef:
        return self._ask("propose_double", request, DoubleRef)

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
