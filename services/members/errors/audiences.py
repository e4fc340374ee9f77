"""What `members` refuses of audiences and lists, and of what people are sorted by."""

from shared.errors import Refusal


class UnknownHandList(Refusal):
    """There is no such list by hand."""

    code = "unknown-hand-list"


class TooManyParts(Refusal):
    """A wave cannot keep to so many parts at once."""

    code = "too-many-parts"


class UnknownAudience(Refusal):
    """There is no such saved audience."""

    code = "unknown-audience"


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
