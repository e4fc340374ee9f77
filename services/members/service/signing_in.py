"""Signing in, and one's own account."""

from __future__ import annotations

from services.members.operations import links, own_account, second_factor, staff
from services.members.operations.second_factor import Keys
from services.members.settings import Settings
from shared import clock
from shared.contracts.members import (
    Actor,
    AskForLink,
    ChangePassword,
    ChooseLanguage,
    ChoosePassword,
    ConfirmSecondFactor,
    EndSession,
    EnterCode,
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
)
from shared.edge.service import DatabaseProvider, SettingsProvider, rpc


def _keys(settings: Settings) -> Keys:
    return Keys(signing=settings.actor_signing_key.key(), sealing=str(settings.second_factor_key))


class SigningIn:
    """What whoever signs in, or holds a session, may ask."""

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

    @rpc(SessionRef)
    def own_address(self, request: SessionRef) -> OwnAddress:
        key = self.settings.actor_signing_key.key()
        return own_account.own_address(self.db, key, request, now=clock.now())

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
