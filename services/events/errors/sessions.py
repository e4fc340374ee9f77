"""The rules' ways of saying no about sessions that have not room for everybody."""

from __future__ import annotations

from shared.errors import Refusal


class SessionFull(Refusal):
    """That session has no place left for so many."""

    code = "session-full"


class SessionsAtOnce(Refusal):
    """Two of these sessions take place at the same time."""

    code = "sessions-at-once"


class SessionTooSmall(Refusal):
    """A session that was chosen has no room for so many guests."""

    code = "session-too-small"


class SessionsNotYet(Refusal):
    """Sessions are chosen by whoever has a place."""

    code = "sessions-not-yet"


class SessionFilled(Refusal):
    """So many have a place in the session already."""

    code = "session-filled"
