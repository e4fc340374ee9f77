"""What `members` refuses, in its own words."""

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


class LinkNotGood(Refusal):
    """The link was used, is too old, or never was one."""

    code = "link-not-good"


class UnknownHandList(Refusal):
    """There is no such list by hand."""

    code = "unknown-hand-list"


class TooManyParts(Refusal):
    """A wave cannot keep to so many parts at once."""

    code = "too-many-parts"


class UnknownAudience(Refusal):
    """There is no such saved audience."""

    code = "unknown-audience"


class UnknownMember(Refusal):
    """There is no such person."""

    code = "unknown-member"


class UnknownDouble(Refusal):
    """There is no such pair."""

    code = "unknown-double"


class DoubleDecided(Refusal):
    """Somebody has decided about this pair already, or one of the two is merged by now."""

    code = "double-decided"


class NotMerged(Refusal):
    """This id is no other person's."""

    code = "not-merged"


class NoHousehold(Refusal):
    """There is no household to leave or to come back to."""

    code = "no-household"


class UnknownImport(Refusal):
    """There is no such import."""

    code = "unknown-import"


class IncompleteConsentBasis(Refusal):
    """A consent basis has a wording, a source, a date that has passed and a collector."""

    code = "incomplete-consent-basis"


class IncompleteUpload(Refusal):
    """Pieces of the sheet are missing."""

    code = "incomplete-upload"


class NotChecked(Refusal):
    """The sheet is still being checked, or is on its way in already."""

    code = "import-not-checked"


class NotDone(Refusal):
    """Only an import that has ended can be taken back."""

    code = "import-not-done"


class ColumnTwice(Refusal):
    """Two columns of a sheet cannot be the same; `columns` says what."""

    code = "column-twice"


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


class NotTheirName(Refusal):
    """What was typed is not the first name of whoever is to be erased."""

    code = "not-their-name"


class OwnNoStands(Refusal):
    """The person has said no themselves: only they can say yes again."""

    code = "own-no-stands"


class LaterNo(Refusal):
    """A no that is newer than this consent is on record."""

    code = "later-no"


class NobodyAsked(Refusal):
    """Nobody asked for that erasure, or too long ago."""

    code = "nobody-asked"


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


class NoAddressOrNumber(Refusal):
    """That is neither a mobile number nor an e-mail address."""

    code = "no-address-or-number"


class BadQuietTimes(Refusal):
    """Quiet times are two times of the day, as 22:00, that differ."""

    code = "bad-quiet-times"


class UnknownWording(Refusal):
    """Nobody was shown these words to agree to."""

    code = "unknown-wording"


class UnusableField(Refusal):
    """What stands in a field cannot be taken; `field` and `reason` say which and why."""

    code = "unusable-field"


class MemberExists(Refusal):
    """There is this person already; `member_id` is who it is."""

    code = "member-exists"


class ChangedMeanwhile(Refusal):
    """Somebody has changed this person since the form was opened."""

    code = "changed-meanwhile"


class UnknownMandate(Refusal):
    """There is no such mandate."""

    code = "unknown-mandate"


class MandateExists(Refusal):
    """The person has a mandate in that body that begins on that day already."""

    code = "mandate-exists"


class MandateEndsFirst(Refusal):
    """A mandate ends after it begins."""

    code = "mandate-ends-first"


class UnknownThing(Refusal):
    """There is no such line in the list."""

    code = "unknown-thing"


class NamesMissing(Refusal):
    """What people are sorted by has a name in at least one language."""

    code = "names-missing"


class NameTaken(Refusal):
    """Another line of the list has this name."""

    code = "name-taken"


class StillUsed(Refusal):
    """A person or an audience still has it."""

    code = "still-used"


class ReasonMissing(Refusal):
    """Whoever opens the vault says why, in words that others understand later."""

    code = "reason-missing"


class ValueMissing(Refusal):
    """There is nothing to be kept."""

    code = "vault-value-missing"


class ConsentNotExplicit(Refusal):
    """Nothing sensitive is kept without the words agreed to, the day, who asked and what for."""

    code = "consent-not-explicit"


class NumberAbroad(Refusal):
    """No code is sent to numbers of that country; an e-mail address does as well."""

    code = "number-abroad"


class ConsentNeeded(Refusal):
    """Whoever joins agrees to be written to on a channel they gave an address for."""

    code = "consent-needed"


class BadBirthYear(Refusal):
    """A year of birth is four digits, and not to come."""

    code = "bad-birth-year"


class GuardianMissing(Refusal):
    """For a minor a guardian agrees, and is named."""

    code = "guardian-missing"


class WrongJoinCode(Refusal):
    """The code is not right, was tried too often, or is too old."""

    code = "wrong-join-code"
