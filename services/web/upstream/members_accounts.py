"""What `web` asks members about the staff's accounts."""

from __future__ import annotations

from services.web.upstream.asked import Service
from shared.contracts.members import (
    Actor,
    AskForLink,
    ChangePassword,
    ChangeRole,
    ChooseLanguage,
    ChoosePassword,
    ConfirmSecondFactor,
    EndSession,
    EnterCode,
    InviteStaff,
    Link,
    LinkAskedFor,
    LinkRef,
    OwnAccount,
    OwnAddress,
    ProposeSecondFactor,
    RecoveryCodes,
    RemoveSecondFactor,
    SecondFactorProposal,
    Session,
    SessionRef,
    SignIn,
    StaffAccounts,
    StaffCommand,
    StaffRef,
)


class Accounts(Service):
    """Signing in, one's own account, and those of the others."""

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

    def own_address(self, request: SessionRef) -> OwnAddress:
        return self._ask("own_address", request, OwnAddress)

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
