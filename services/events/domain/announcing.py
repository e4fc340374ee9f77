"""What may be announced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from services.events import errors
from shared.contracts.events import Said

MOST_TITLE = 100
MOST_TEXT = 600
USEFUL = timedelta(days=3)


def checked(said: Mapping[str, Said], languages: list[str]) -> dict[str, Said]:
    """Give what is said, cleaned, by language. NothingAnnounced, TitleMissing, TextTooLong."""
    cleaned = {code: _clean(said[code], code) for code in languages if code in said}
    kept = {code: each for code, each in cleaned.items() if each.text}
    if not kept:
        raise errors.NothingAnnounced
    for code, each in kept.items():
        if not each.title:
            raise errors.TitleMissing(language=code)
    return kept


def _clean(said: Said, language: str) -> Said:
    title = " ".join(_printable(said.title).split())
    text = _printable(said.text).strip()
    for field, value, most in (("title", title, MOST_TITLE), ("text", text, MOST_TEXT)):
        if len(value) > most:
            raise errors.TextTooLong(field=field, language=language, most=most)
    return Said(title=title, text=text)


def _printable(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable() or c in "\u200c\u200d")
