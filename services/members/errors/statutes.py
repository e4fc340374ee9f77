"""The rules' ways of saying no about what the statutes say of a body."""

from __future__ import annotations

from shared.errors import Refusal


class BadNotice(Refusal):
    """A notice period is a number of clear days, and not longer than can be kept."""

    code = "bad-notice"


class BadQuorum(Refusal):
    """A quorum is a share of the members that they can reach."""

    code = "bad-quorum"


class QuorumNotLower(Refusal):
    """A second convocation asks for no more members than the first."""

    code = "quorum-not-lower"


class TooManyProxies(Refusal):
    """Nobody holds so many proxies."""

    code = "too-many-proxies"


class UnknownBody(Refusal):
    """There is no such body."""

    code = "unknown-body"
