"""What `members` refuses, in its own words."""

from shared.errors import Refusal


class WrongSignIn(Refusal):
    """The e-mail address or the password is not right."""

    code = "wrong-sign-in"


class TooManyTries(Refusal):
    """Too many wrong tries to sign in; `minutes` tells when the next one counts."""

    code = "too-many-tries"


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


class LinkNotGood(Refusal):
    """The link was used, is too old, or never was one."""

    code = "link-not-good"


class UnknownAudience(Refusal):
    """There is no such saved audience."""

    code = "unknown-audience"


class UnknownMember(Refusal):
    """There is no such person."""

    code = "unknown-member"


class UnknownImport(Refusal):
    """There is no such import."""

    code = "unknown-import"


class IncompleteConsentBasis(Refusal):
    """A consent basis has a wording, a source, a date that has passed and a collector."""

    code = "incomplete-consent-basis"


class IncompleteUpload(Refusal):
    """Pieces of the sheet are missing."""

    code = "incomplete-upload"


class UnreadableSheet(Refusal):
    """The whole sheet cannot be read; each reason is a code of its own."""


class NotASheet(UnreadableSheet):
    """The file is neither a .csv nor an .xlsx or .ods, whatever it is called."""

    code = "not-a-sheet"


class EmptySheet(UnreadableSheet):
    """There is no row below the header."""

    code = "empty-sheet"


class WrongEncoding(UnreadableSheet):
    """The letters of the file cannot be read; it should be saved as UTF-8."""

    code = "wrong-encoding"


class MissingColumns(UnreadableSheet):
    """Columns that are needed were not found; `columns` names them."""

    code = "missing-columns"


class TooLarge(UnreadableSheet):
    """The sheet has more bytes or rows than are taken at once; the limit is in the detail."""

    code = "too-large"


class TooOldFormat(UnreadableSheet):
    """The file is an .xls of before 2007; it has to be saved as .xlsx."""

    code = "too-old-format"


class ProtectedSheet(UnreadableSheet):
    """The file is encrypted with a password."""

    code = "protected-sheet"


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


class UnknownRegion(Refusal):
    """There is no such region."""

    code = "unknown-region"


class NotInvited(Refusal):
    """An invitation is sent again to whoever has not chosen a password yet."""

    code = "not-invited"


class EndsInThePast(Refusal):
    """An account ends in the future."""

    code = "ends-in-the-past"


class ReasonMissing(Refusal):
    """Whoever opens the vault says why, in words that others understand later."""

    code = "reason-missing"


class ValueMissing(Refusal):
    """There is nothing to be kept."""

    code = "vault-value-missing"


class ConsentNotExplicit(Refusal):
    """Nothing sensitive is kept without the words agreed to, the day, who asked and what for."""

    code = "consent-not-explicit"
