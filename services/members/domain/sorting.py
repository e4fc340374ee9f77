"""The lists that people are sorted by: what a line may be called, and under which code it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.members.domain.texts import LONGEST_LINE, clean, fold
from services.members.domain.vocabulary import COMMON_BODIES
from services.members.errors import NamesMissing, NameTaken, UnusableField
from shared.contracts.members import LANGUAGES, Kind

NO_LANGUAGE = "und"
"""Under which a tag has its one name: it is said in one way, whoever reads it."""

Names = Mapping[str, str]


def read_names(kind: Kind, typed: Names) -> dict[str, str]:
    """Read the names of a line: one of a tag, of everything else one in each language wanted."""
    asked = (NO_LANGUAGE,) if kind == "tags" else LANGUAGES
    names = {language: clean(typed.get(language, "")) for language in asked}
    names = {language: name for language, name in names.items() if name}
    if not names:
        raise NamesMissing
    for name in names.values():
        if len(name) > LONGEST_LINE:
            raise UnusableField(field="names", reason="text-too-long")
        if not fold(name):
            raise UnusableField(field="names", reason="name-without-letters")
    return names


def refuse_taken(names: Names, others: Iterable[tuple[str, Names]]) -> None:
    """Refuse a name that another line has, in whatever language: a sheet could not tell them."""
    taken = {fold(name) for code, held in others for name in (code, *held.values())}
    if any(fold(name) in taken for name in names.values()):
        raise NameTaken


def code_of(kind: Kind, names: Names) -> str:
    """
    Give the code of a new line, made from its name as an import makes it.

    A body that most associations have gets the code that all sheets know it by.
    """
    folded = [fold(name) for name in names.values()]
    if kind == "tags":
        return folded[0]
    if kind == "bodies":
        for code, (known, short) in COMMON_BODIES.items():
            if {fold(name) for name in (*known.values(), *short)}.intersection(folded):
                return code
    return fold(names.get("fr") or next(iter(names.values()))).replace(" ", "-")
