"""What `members` refuses of the staff: signing in, accounts, and what they are limited to."""

from shared.errors import Refusal


class WrongSignIn(Refusal):
    """The e-mail address or the password is not right."""

    code = "wrong-sign-in"


class WrongCode(Refusal):
    """The code is not right, was used before, or is too old."""

    code = "wrong-code"


class SignInTooOld(Refusal):
    """The password was given too long ago for its code to count."""

    code = "sign-in-too-old"


class ProposalTooOld(Refusal):
    """The secret was proposed to somebody else, or too long ago."""

    code = "proposal-too-old"


class HasSecondFactor(Refusal):
    """The account has a second factor; an administrator can take it away."""

    code = "has-second-factor"


class WrongOldPassword(Refusal):
    """The password that was to be replaced is not right."""

    code = "wrong-old-password"


class WeakPassword(Refusal):
    """A password has 12 to 128 characters."""

    code = "weak-password"


class SimplePassword(Refusal):
    """A password is more than one thing repeated, a row of keys, or what many choose."""

    code = "simple-password"


class PersonalPassword(Refusal):
    """A password does not hold its owner's name or e-mail address."""

    code = "personal-password"


class AccountExists(Refusal):
    """There is an account with that e-mail address."""

    code = "account-exists"


class UnknownAccount(Refusal):
    """There is no such account."""

    code = "unknown-account"


class NoAddress(Refusal):
    """That is no e-mail address."""

    code = "no-address"


class NameMissing(Refusal):
    """An account has a name."""

    code = "name-missing"


class LastAdmin(Refusal):
    """Somebody has to be left who may manage the staff."""

    code = "last-admin"


class LimitsNotForRole(Refusal):
    """An administrator has no limits; a volunteer is limited to events; others to one kind."""

    code = "limits-not-for-role"


class VolunteerNeedsEvent(Refusal):
    """A volunteer stands at the door of an event."""

    code = "volunteer-needs-event"


class VolunteerNeedsEnd(Refusal):
    """A volunteer's account ends by itself."""

    code = "volunteer-needs-end"


class UnknownRegion(Refusal):
    """There is no such region."""

    code = "unknown-region"


class NotInvited(Refusal):
    """An invitation is sent again to whoever has not chosen a password yet."""

    code = "not-invited"


class EndsInThePast(Refusal):
    """An account ends in the future."""

    code = "ends-in-the-past"
