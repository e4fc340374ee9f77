"""The rules' ways of saying no about places that are kept for the people of a wave."""

from __future__ import annotations

from shared.errors import Refusal


class KeptForNobody(Refusal):
    """Places are kept for the waves of one label, and the event has such a wave."""

    code = "kept-for-nobody"


class TooManyKept(Refusal):
    """That is no number of places, or together more than the event has."""

    code = "too-many-kept"


class KeptTooLong(Refusal):
    """Places are kept until a time that is to come, in which others can still answer."""

    code = "kept-too-long"
