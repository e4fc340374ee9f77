"""What `members` refuses of people who ask for themselves: joining, own pages, consents."""

from shared.errors import Refusal


class LinkNotGood(Refusal):
    """The link was used, is too old, or never was one."""

    code = "link-not-good"


class OwnNoStands(Refusal):
    """The person has said no themselves: only they can say yes again."""

    code = "own-no-stands"


class LaterNo(Refusal):
    """A no that is newer than this consent is on record."""

    code = "later-no"


class NobodyAsked(Refusal):
    """Nobody asked for that erasure, or too long ago."""

    code = "nobody-asked"


class NoAddressOrNumber(Refusal):
    """That is neither a mobile number nor an e-mail address."""

    code = "no-address-or-number"


class BadQuietTimes(Refusal):
    """Quiet times are two times of the day, as 22:00, that differ."""

    code = "bad-quiet-times"


class UnknownWording(Refusal):
    """Nobody was shown these words to agree to."""

    code = "unknown-wording"


class NumberAbroad(Refusal):
    """No code is sent to numbers of that country; an e-mail address does as well."""

    code = "number-abroad"


class ConsentNeeded(Refusal):
    """Whoever joins agrees to be written to on a channel they gave an address for."""

    code = "consent-needed"


class WrongJoinCode(Refusal):
    """The code is not right, was tried too often, or is too old."""

    code = "wrong-join-code"
