"""What `members` answers to `web` about the staff, and the links it has them sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.members.words import Channel, Language
from shared.contracts.wire import Message, Wire, published

Role = Literal["admin", "organiser", "viewer", "counts", "volunteer"]
Purpose = Literal["reset", "welcome"]
"""What a link is for: choosing another password, or the first one."""

VerificationPurpose = Literal["reset", "welcome", "own_page", "sign_up"]
"""Beside those of the staff: a person's own page, and the confirmation of a sign-up."""


@published
@dataclass(frozen=True, kw_only=True)
class VerificationRequested(Message):
    """
    Somebody is to be sent a secret: of the staff, a link with which to choose a password; of the
    people, the link to their own page, or what confirms their sign-up.

    `sealed_token` is what the link ends in, or the code, encrypted for the one process that sends
    it. So is a person's address, in `sealed_address`: then `email` and `name` are empty, and
    `staff_id` is the person's, or the sign-up's.
    """

    type: ClassVar[str] = "verification.requested.v1"
    owner: ClassVar[str] = "members"
    personal_data: ClassVar[bool] = True

    verification_id: UUID
    staff_id: UUID
    purpose: VerificationPurpose
    email: str
    name: str
    language: Language
    sealed_token: str
    valid_until: datetime
    channel: Channel = "email"
    sealed_address: str = ""

    def people(self) -> list[UUID]:
        return [self.staff_id]


# --- Signing in ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SignIn(Wire):
    """
    A try to sign in. `origin` is the caller's address, for the throttle; it is not stored.

    `browser` is what the person is to know the session by, as "Firefox, Linux".
    """

    email: str
    password: str
    origin: str
    browser: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionRef(Wire):
    """A session's secret, as it stands in the cookie; the database holds only its hash."""

    session: str


@dataclass(frozen=True, kw_only=True)
class Actor(Wire):
    """
    Who is signed in; `token` is signed by members, lives 60 s, and is shown to services.

    With `must_enrol` the rights are those of reading, until a second factor is set up.
    `regions` and `events` are how far they reach, also said in the token; null is everywhere.
    """

    staff_id: UUID
    name: str
    role: str
    scopes: list[str]
    language: Language
    token: str
    must_enrol: bool = False
    regions: list[str] | None = None
    events: list[UUID] | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Session(Wire):
    """
    A sign-in that worked: the secret for the cookie, and all of `Actor`.

    With `code_wanted` it is only half a sign-in: `session` is good for `enter_code` alone, and
    the token is empty.
    """

    session: str
    staff_id: UUID
    name: str
    role: str
    scopes: list[str]
    language: Language
    token: str
    must_enrol: bool = False
    code_wanted: bool = False
    regions: list[str] | None = None
    events: list[UUID] | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EnterCode(Wire):
    """The second half of a sign-in: a code of the app, or one of the recovery codes."""

    session: str
    code: str
    origin: str
    browser: str = ""


# --- One's own account -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OwnSession(Wire):
    """One place where one is signed in; `current` is the one that asks."""

    session_id: UUID
    begun_at: datetime
    seen_at: datetime
    browser: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class OwnAccount(Wire):
    """What somebody sees of their own account."""

    email: str
    name: str
    role: str
    language: Language
    second_factor: bool
    recovery_codes: int
    sessions: list[OwnSession] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ChooseLanguage(Wire):
    """Keep the language of the console at the account."""

    session: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class ChangePassword(Wire):
    """Another password; every session ends, and the reply holds the secret of a new one."""

    session: str
    old_password: str
    new_password: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class EndSession(Wire):
    """End one session of one's own; one that is over already is no error."""

    session: str
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProposeSecondFactor(Wire):
    """Ask for a secret to set up; with `sealed`, for the one that was proposed before."""

    session: str
    sealed: str = ""


@dataclass(frozen=True, kw_only=True)
class SecondFactorProposal(Wire):
    """
    A secret for an authenticator app: as text, and as the address that a QR code holds.

    Nothing is kept of it until it is confirmed: `sealed` comes back with the first code.
    """

    secret: str
    address: str
    sealed: str


@dataclass(frozen=True, kw_only=True)
class ConfirmSecondFactor(Wire):
    """
    Turn the second factor on; other sessions of the account end.

    The password is asked once more: whoever found a browser open sets no telephone of theirs up.
    """

    session: str
    sealed: str
    code: str
    password: str = ""
    origin: str = ""


@dataclass(frozen=True, kw_only=True)
class RemoveSecondFactor(Wire):
    """Take one's own second factor away, to set up another; a code shows that it is at hand."""

    session: str
    code: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodes(Wire):
    """Ten codes, each good once in the app's stead; nobody can say them a second time."""

    codes: list[str]


# --- Links to choose a password --------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AskForLink(Wire):
    """Somebody has forgotten a password; the answer is the same whether there is an account."""

    email: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class LinkAskedFor(Wire):
    """It is noted; what comes of it is seen in the inbox only."""

    minutes: int


@dataclass(frozen=True, kw_only=True)
class LinkRef(Wire):
    """The token that a link ends in."""

    token: str


@dataclass(frozen=True, kw_only=True)
class Link(Wire):
    """What a link that is still good is for, and whose account it opens."""

    purpose: Purpose
    email: str


@dataclass(frozen=True, kw_only=True)
class ChoosePassword(Wire):
    """Use a link up: its account has this password from now on, and no session."""

    token: str
    password: str


# --- The staff, seen by an administrator -----------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StaffAccount(Wire):
    """One account; `invited` until its first password is chosen, `ended` after its last moment."""

    staff_id: UUID
    email: str
    name: str
    role: Role
    language: Language
    state: Literal["active", "invited", "disabled", "ended"]
    second_factor: bool
    sessions: int
    seen_at: datetime | None = None
    regions: list[str] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StaffAccounts(Wire):
    accounts: list[StaffAccount]


@dataclass(frozen=True, kw_only=True)
class StaffRef(Wire):
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class InviteStaff(Wire):
    """
    Make an account and send a link to it; the same `command_id` again changes nothing.

    An empty list is no limit; nobody gets in by the account after `until`.
    """

    command_id: UUID
    email: str
    name: str
    role: Role
    language: Language
    regions: list[str] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRole(Wire):
    """
    Give an account another role, limits and end; the same `command_id` again changes nothing.

    An empty list is no limit, and none are left of what is not said again.
    """

    command_id: UUID
    staff_id: UUID
    role: Role
    regions: list[str] = field(default_factory=list)
    events: list[UUID] = field(default_factory=list)
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StaffCommand(Wire):
    """
    Something done to an account that needs no more words: disable, enable, end its sessions,
    take a lost second factor away. The same `command_id` again changes nothing.
    """

    command_id: UUID
    staff_id: UUID
