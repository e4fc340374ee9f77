"""How many are invited, and toward which balance: as it is typed, and what it comes to in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from services.web import asking, errors
from services.web.console.drafts import whole_number
from services.web.console.meaning import Choices
from services.web.languages import in_a_row
from services.web.words import word
from services.web.words.people import AGE_BANDS
from shared.contracts.members import (
    LANGUAGES,
    Balance,
    PartGiven,
    Target,
    TargetPart,
    TargetWhat,
    WaveWish,
)

MOST_PEOPLE = 1_000_000
MOST_PARTS = 20
LISTS = ("regions", "ages", "languages")


@dataclass(frozen=True, kw_only=True)
class TypedWish:
    """The form as it was typed; without a number everybody of the audience is invited."""

    size: str = ""
    women: str = ""
    regions: list[str] = field(default_factory=list)
    ages: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sectors: bool = False
    fill: bool = False

    @classmethod
    def typed(cls, form: MultiDict[str, str]) -> TypedWish:
        text = {name: form.get(name, "").strip()[:9] for name in ("size", "women")}
        chosen = {name: list(dict.fromkeys(form.getlist(name)))[:MOST_PARTS] for name in LISTS}
        marks = {name: form.get(name) == "yes" for name in ("sectors", "fill")}
        return cls(**text, **chosen, **marks)  # type: ignore[arg-type]

    def fields(self) -> list[tuple[str, str]]:
        """Give it as fields of another form."""
        texts = [("size", self.size), ("women", self.women)]
        lists = [(name, value) for name in LISTS for value in getattr(self, name)]
        marks = [(name, "yes") for name in ("sectors", "fill") if getattr(self, name)]
        return [*texts, *lists, *marks]

    def wish(self) -> WaveWish | None:
        """Make the request of it; Refused when a number is none, or only the balance is said."""
        targets = [target for target in (self._women(), *self._alike()) if target is not None]
        if not self.size and not targets:
            return None
        size = whole_number(self.size, otherwise=errors.SizeMissing)
        if not 1 <= size <= MOST_PEOPLE:
            raise errors.SizeMissing
        return WaveWish(size=size, targets=targets, fill=self.fill)

    def _women(self) -> Target | None:
        if not self.women:
            return None
        share = whole_number(self.women, otherwise=errors.ShareNotANumber)
        if not 0 <= share <= 100:
            raise errors.ShareNotANumber
        women = TargetPart(values=["woman"], weight=share)
        return Target(what="gender", parts=[women, TargetPart(weight=100 - share)])

    def _alike(self) -> Iterable[Target | None]:
        """Give the targets whose parts are to be alike."""
        yield _alike("region", self.regions)
        bands = [part for code, part in _bands() if code in self.ages]
        yield Target(what="age", parts=bands) if bands else None
        yield _alike("language", [code for code in LANGUAGES if code in self.languages])
        yield Target(what="sector") if self.sectors and asking.can("vault:read") else None


@dataclass(frozen=True, kw_only=True)
class PartShown:
    """What came of a part, with what it is called."""

    of: str
    name: str
    wished: int
    there: int
    given: int


def shown(balance: Balance, choices: Choices) -> list[PartShown]:
    """Name the parts of a balance."""
    return [
        PartShown(
            of=word("condition", one.what),
            name=_name(one, choices),
            wished=one.wished,
            there=one.there,
            given=one.given,
        )
        for one in balance.parts
    ]


def _name(one: PartGiven, choices: Choices) -> str:
    part = one.part
    if one.what == "age" and (part.age_from, part.age_to) != (None, None):
        code = next((code for code, band in _bands() if band == part), "")
        return word("age", code) if code else f"{part.age_from or 0}–{part.age_to or ''}"
    if not part.values:
        return word("part", "rest")
    if one.what == "gender":
        return word("part", part.values[0])
    return in_a_row(choices.names(one.what, part.values))


def _alike(what: TargetWhat, codes: Iterable[str]) -> Target | None:
    parts = [TargetPart(values=[code]) for code in codes]
    return Target(what=what, parts=parts) if parts else None


def _bands() -> list[tuple[str, TargetPart]]:
    """Give the bands of ages that people are shown in."""
    found, youngest = [], None
    for code, oldest in AGE_BANDS.items():
        is_last = code == "older"
        part = TargetPart(age_from=youngest, age_to=None if is_last else oldest)
        found.append((code, part))
        youngest = oldest + 1
    return found
