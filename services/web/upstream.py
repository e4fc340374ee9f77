"""The services that `web` asks: a class for each, a method for each thing they answer."""

from __future__ import annotations

from typing import ClassVar, Protocol, TypeVar

from shared.contracts.events import (
    AnswerPage,
    CancelEvent,
    ChangeEvent,
    Doors,
    EventForm,
    EventPage,
    EventRef,
    EventView,
    FindAnswers,
    FindEvents,
    FindGuests,
    GiveAnswer,
    Guests,
    Invitation,
    OpenInvitation,
    PublishEvent,
)
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
    EraseMember,
    ErasureRef,
    Erasures,
    FillRegister,
    FindErasures,
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
    Register,
    RemoveSecondFactor,
    SaveAudience,
    SavedAudience,
    SavedAudiences,
    SecondFactorProposal,
    Session,
    SessionRef,
    SignIn,
    SilentPeople,
    StaffAccounts,
    StaffCommand,
    StaffRef,
)
from shared.contracts.notifications import (
    EventSends,
    OptedOut,
    OptOut,
    PreviewTexts,
    SendProgress,
    SendsProgress,
    StopSend,
    TextPreviews,
)
from shared.contracts.persons import PersonData, PersonRef
from shared.contracts.retention import KeepFor, Retention
from shared.contracts.wire import Wire

W = TypeVar("W", bound=Wire)


class Caller(Protocol):
    """What carries a question to a service and its answer back (shared.edge.upstream)."""

    def call(
        self,
        service: str,
        method: str,
        request: Wire | None,
        reply: type[W],
        *,
        actor: str | None = None,
    ) -> W:
        """Ask; raises Refused when a rule said no, Unavailable when nothing was heard in time."""
        ...


class Service:
    """One service, asked on behalf of whom `actor` names (a signed token), or of nobody."""

    name: ClassVar[str]

    def __init__(self, caller: Caller, actor: str | None = None) -> None:
        self._caller = caller
        self._actor = actor

    def _ask(self, method: str, request: Wire | None, reply: type[W]) -> W:
        return self._caller.call(self.name, method, request, reply, actor=self._actor)


class Holder(Protocol):
    """What each service is asked alike, because each holds something of people."""

    name: ClassVar[str]

    def person_data(self, request: PersonRef) -> PersonData: ...
    def retention(self) -> Retention: ...
    def keep_for(self, request: KeepFor) -> Retention: ...


class Members(Service):
    name = "members"

    def person_data(self, request: PersonRef) -> PersonData:
        return self._ask("person_data", request, PersonData)

    def retention(self) -> Retention:
        return self._ask("retention", None, Retention)

    def keep_for(self, request: KeepFor) -> Retention:
        return self._ask("keep_for", request, Retention)

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

    def invite_staff(self, request: InviteStaff) -> StaffRef:
        return self._ask("invite_staff", request, StaffRef)

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

    def silent_people(self) -> SilentPeople:
        return self._ask("silent_people", None, SilentPeople)

    def register(self) -> Register:
        return self._ask("register", None, Register)

    def fill_register(self, request: FillRegister) -> Register:
        return self._ask("fill_register", request, Register)

    def names(self, request: MemberIds) -> Names:
        return self._ask("names", request, Names)

    def door_names(self, request: MemberIds) -> Names:
        return self._ask("door_names", request, Names)

    def first_names(self, request: MemberIds) -> Names:
        return self._ask("first_names", request, Names)

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

    def import_rows(self, request: FindImportRows) -> ImportRows:
        return self._ask("import_rows", request, ImportRows)

    def take_out_import(self, request: ImportRef) -> ImportProgress:
        return self._ask("take_out_import", request, ImportProgress)


class Events(Service):
    name = "events"

    def person_data(self, request: PersonRef) -> PersonData:
        return self._ask("person_data", request, PersonData)

    def retention(self) -> Retention:
        return self._ask("retention", None, Retention)

    def keep_for(self, request: KeepFor) -> Retention:
        return self._ask("keep_for", request, Retention)

    def create_event(self, request: EventForm) -> EventView:
        return self._ask("create_event", request, EventView)

    def change_event(self, request: ChangeEvent) -> EventView:
        return self._ask("change_event", request, EventView)

    def event(self, request: EventRef) -> EventView:
        return self._ask("event", request, EventView)

    def events(self, request: FindEvents) -> EventPage:
        return self._ask("events", request, EventPage)

    def publish_event(self, request: PublishEvent) -> EventView:
        return self._ask("publish_event", request, EventView)

    def cancel_event(self, request: CancelEvent) -> EventView:
        return self._ask("cancel_event", request, EventView)

    def answers(self, request: FindAnswers) -> AnswerPage:
        return self._ask("answers", request, AnswerPage)

    def doors(self) -> Doors:
        return self._ask("doors", None, Doors)

    def guests(self, request: FindGuests) -> Guests:
        return self._ask("guests", request, Guests)

    def open_invitation(self, request: OpenInvitation) -> Invitation:
        return self._ask("open_invitation", request, Invitation)

    def answer(self, request: GiveAnswer) -> Invitation:
        return self._ask("answer", request, Invitation)


class Notifications(Service):
    name = "notifications"

    def person_data(self, request: PersonRef) -> PersonData:
        return self._ask("person_data", request, PersonData)

    def retention(self) -> Retention:
        return self._ask("retention", None, Retention)

    def keep_for(self, request: KeepFor) -> Retention:
        return self._ask("keep_for", request, Retention)

    def preview_texts(self, request: PreviewTexts) -> TextPreviews:
        return self._ask("preview_texts", request, TextPreviews)

    def sends(self, request: EventSends) -> SendsProgress:
        return self._ask("sends", request, SendsProgress)

    def stop_send(self, request: StopSend) -> SendProgress:
        return self._ask("stop_send", request, SendProgress)

    def opt_out(self, request: OptOut) -> OptedOut:
        return self._ask("opt_out", request, OptedOut)
