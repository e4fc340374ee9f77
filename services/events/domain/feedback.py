"""What people may say of an event."""

from __future__ import annotations

from services.events import errors
from shared.contracts.events import GiveFeedback

MOST_WORDS = 1_000
RATINGS = range(1, 6)


def checked(said: GiveFeedback) -> str:
    """Check the answers to the three questions; gives the words, cleaned. BadFeedback."""
    words = "".join(c for c in said.words if c == "\n" or c.isprintable() or c in "\u200c\u200d")
    if said.rating not in RATINGS or len(words.strip()) > MOST_WORDS:
        raise errors.BadFeedback
    return words.strip()
