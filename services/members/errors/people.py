"""What `members` refuses of people on record, and of who is one person."""

from shared.errors import Refusal


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


class NotTheirName(Refusal):
    """What was typed is not the first name of whoever is to be erased."""

    code = "not-their-name"


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


class BadBirthYear(Refusal):
    """A year of birth is four digits, and not to come."""

    code = "bad-birth-year"


class GuardianMissing(Refusal):
    """For a minor a guardian agrees, and is named."""

    code = "guardian-missing"


class ReasonMissing(Refusal):
    """Whoever opens the vault says why, in words that others understand later."""

    code = "reason-missing"


class ValueMissing(Refusal):
    """There is nothing to be kept."""

    code = "vault-value-missing"


class ConsentNotExplicit(Refusal):
    """Nothing sensitive is kept without the words agreed to, the day, who asked and what for."""

    code = "consent-not-explicit"
