"""The two ways of saying no: a rule's (`Refusal`) and a machine's (`Failure`)."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """
    A rule says no: shown to the person, never retried.

    `code` is stable and is what pages translate; `detail` holds only what the sentence needs
    (a number, a field's name), never personal data.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, **detail: object) -> None:
        super().__init__(type(self).__doc__ or self.code)
        self.detail = detail


class Refused(Exception):
    """A refusal as it crosses the wire: the only error of a service that a caller sees whole."""

    def __init__(self, code: str, detail: dict[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or {}


class Failure(Exception):
    """A machine says no: retried with growing delays, then parked."""

    code: ClassVar[str] = "failure"


class InvalidRequest(Refusal):
    """The request does not have the form that was agreed."""

    code = "invalid-request"


class NotAllowed(Refusal):
    """This account may not do that."""

    code = "not-allowed"


class NotSignedIn(Refusal):
    """No valid sign-in came with the request."""

    code = "not-signed-in"


class NotFound(Refusal):
    """There is nothing under that name."""

    code = "not-found"


class TooManyTries(Refusal):
    """Too many wrong tries from one place; `minutes` tells when the next one counts."""

    code = "too-many-tries"
