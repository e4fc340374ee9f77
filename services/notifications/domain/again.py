"""What may be said once more: corrections, and what failed of something that can be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.notifications.errors import NothingSaid, SaidTooLong, TitleMissing
from shared.contracts.events import Said

TO_MANY = (
    *("invitation", "announcement", "chase", "change", "correction"),
    *("reminder_day_before", "reminder_morning_of", "reminder_soon", "reminder_afterwards"),
)
"""What goes to many and says the same to all of them: it can be corrected, and sent again."""

REACHED = ("sent", "delivered", "uncertain", "covered")
UNSURE = "unsure"
MOST_TITLE = 100
MOST_TEXT = 600


def why_failed(state: str, reason: str) -> str:
    """Sort an end of a row by what has to be mended; empty when nothing can be."""
    match state, reason:
        case "failed", _:
            return "bounced" if reason.startswith("bounce-") else "rejected"
        case "excluded", "bounced" | "destination":
            return reason
        case "excluded", "no_contact" | "no_consent":
            return "unreachable"
        case "expired", _:
            return "too_often" if reason == "too_often" else "late"
        case "uncertain", _:
            return UNSURE
        case _:
            return ""


def checked(said: Mapping[str, Said], languages: Sequence[str]) -> list[dict[str, str]]:
    """
    Give what a correction says, cleaned, in the order in which to fall back.

    NothingSaid, TitleMissing, SaidTooLong.
    """
    kept = []
    for language in languages:
        if language not in said:
            continue
        title, text = " ".join(_printable(said[language].title).split()), said[language].text
        text = _printable(text).strip()
        if len(title) > MOST_TITLE or len(text) > MOST_TEXT:
            raise SaidTooLong(language=language, most=MOST_TEXT)
        if not text:
            continue
        if not title:
            raise TitleMissing(language=language)
        kept.append({"language": language, "title": title, "text": text})
    if not kept:
        raise NothingSaid
    return kept


def _printable(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable() or c in "\u200c\u200d")
