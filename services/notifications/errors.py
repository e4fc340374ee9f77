"""What `notifications` refuses, in its own words."""

from shared.errors import Failure, Refusal


class UnknownCode(Refusal):
    """No invitation is under that code, or no longer."""

    code = "unknown-code"


class UnknownSend(Refusal):
    """There is no such send."""

    code = "unknown-send"


class AlreadyStopped(Refusal):
    """The send is stopped already."""

    code = "already-stopped"


class CardMissing(Failure):
    """The event's card is not here yet."""

    code = "card-missing"
