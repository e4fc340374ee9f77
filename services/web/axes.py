"""The axes of an event, in the reader's words: members keeps them, events knows their codes."""

from __future__ import annotations

from collections.abc import Iterable

from services.web import asking
from services.web.languages import current
from shared.contracts.members import JoinFormRef, Named


def all_axes() -> list[Named]:
    """Give every axis there is; none when members gives no answer."""
    found = asking.part(lambda: asking.members().join_form(JoinFormRef(language=current())))
    return found.axes if found else []


def named(axis: Named, language: str) -> str:
    """Give the name of an axis in a language, else in any it has."""
    names = axis.names
    return names.get(language) or names.get("fr") or next(iter(names.values()), axis.code)


def words_for(codes: Iterable[str], language: str) -> dict[str, str]:
    """Give the names of axes by code; one that has no name any more is left out."""
    known = {axis.code: named(axis, language) for axis in all_axes()}
    return {code: known[code] for code in codes if code in known}
