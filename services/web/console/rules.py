"""The rule that says who is meant, as it stands in the builder's form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self, TypeVar, get_args

from werkzeug.datastructures import MultiDict

from services.web import errors
from services.web.console.drafts import whole_number
from shared.contracts.members import AudienceRule, Condition, ConditionGroup
from shared.contracts.members.rules import Match, Tense, What

MATCHES: tuple[Match, ...] = get_args(Match)
WHATS: tuple[What, ...] = get_args(What)
TENSES: tuple[Tense, ...] = get_args(Tense)
MOST_GROUPS, MOST_CONDITIONS = 8, 12
OLDEST = 120
USUAL: tuple[What, ...] = ("body", "axis", "region", "language", "age")
"""What a new audience offers at once; a condition with nothing chosen asks nothing."""
ASK_BY_BEING_THERE = ("uninvited", "attended", "silent", "coming", "declined", "mandate")
OF_EVENTS = ("attended", "silent", "coming", "declined")

T = TypeVar("T", bound=str)


@dataclass(frozen=True, kw_only=True)
class TypedCondition:
    """One condition as it was ticked and typed."""

    what: What
    values: list[str] = field(default_factory=list)
    office: str = ""
    tense: Tense = "current"
    before: str = ""
    age_from: str = ""
    age_to: str = ""

    @property
    def asks(self) -> bool:
        asked = self.values or self.age_from or self.age_to
        return bool(asked) or self.what in ASK_BY_BEING_THERE

    @classmethod
    def typed(cls, form: MultiDict[str, str], place: str) -> Self | None:
        what = _one_of(WHATS, form.get(f"what_{place}"))
        if what is None:
            return None
        values = [value.strip() for value in form.getlist(f"values_{place}")]
        if what == "town":
            values = [town.strip() for text in values for town in text.replace("،", ",").split(",")]
        text = {
            name: form.get(f"{name}_{place}", "").strip()[:200]
            for name in ("office", "before", "age_from", "age_to")
        }
        tense = _one_of(TENSES, form.get(f"tense_{place}")) or "current"
        return cls(what=what, values=[value for value in values if value], tense=tense, **text)

    @classmethod
    def of(cls, condition: Condition) -> Self:
        return cls(
            what=condition.what,
            values=condition.values,
            office=condition.office,
            tense=condition.tense,
            before=condition.before.isoformat() if condition.before else "",
            age_from="" if condition.age_from is None else str(condition.age_from),
            age_to="" if condition.age_to is None else str(condition.age_to),
        )

    def condition(self) -> Condition:
        """Make the request of it; Refused when an age or a day is none."""
        youngest, oldest = _age(self.age_from), _age(self.age_to)
        if youngest is not None and oldest is not None and youngest > oldest:
            raise errors.AgeNotANumber
        ending = self.what == "mandate" and self.tense == "ending"
        return Condition(
            what=self.what,
            values=self.values,
            office=self.office,
            tense=self.tense,
            before=_day(self.before) if ending else None,
            age_from=youngest,
            age_to=oldest,
        )


@dataclass(frozen=True, kw_only=True)
class TypedGroup:
    match: Match = "all"
    conditions: list[TypedCondition] = field(default_factory=list)

    def without(self, number: int) -> TypedGroup:
        kept = [one for n, one in enumerate(self.conditions) if n != number]
        return replace(self, conditions=kept)


@dataclass(frozen=True, kw_only=True)
class TypedRule:
    """The whole form: groups of conditions, and how the groups are taken together."""

    match: Match = "all"
    groups: list[TypedGroup] = field(default_factory=list)

    @classmethod
    def new(cls) -> Self:
        usual = [TypedCondition(what=what) for what in USUAL]
        return cls(groups=[TypedGroup(conditions=usual)])

    @classmethod
    def of(cls, rule: AudienceRule) -> Self:
        groups = [
            TypedGroup(
                match=group.match, conditions=[TypedCondition.of(one) for one in group.conditions]
            )
            for group in rule.groups
        ]
        return cls(match=rule.match, groups=groups or [TypedGroup()])

    @classmethod
    def typed(cls, form: MultiDict[str, str]) -> Self:
        groups = []
        for g in range(MOST_GROUPS):
            match = _one_of(MATCHES, form.get(f"match_{g}"))
            if match is not None:
                found = (TypedCondition.typed(form, f"{g}_{c}") for c in range(MOST_CONDITIONS))
                groups.append(TypedGroup(match=match, conditions=[one for one in found if one]))
        match = _one_of(MATCHES, form.get("match")) or "all"
        return cls(match=match, groups=groups or [TypedGroup()])

    def rule(self) -> AudienceRule:
        """Make the request of it, without what asks nothing; Refused as a condition is."""
        groups = []
        for group in self.groups:
            asked = [one.condition() for one in group.conditions if one.asks]
            if asked:
                groups.append(ConditionGroup(match=group.match, conditions=asked))
        return AudienceRule(match=self.match, groups=groups)

    def after(self, step: str, form: MultiDict[str, str]) -> TypedRule:
        """Do what a button of the form says: add or take away a condition or a group."""
        act, _, place = step.partition("_")
        group, _, condition = place.partition("_")
        number = int(group) if group.isdecimal() and len(group) == 1 else -1
        if act == "group" and len(self.groups) < MOST_GROUPS:
            return replace(self, groups=[*self.groups, TypedGroup(match="none")])
        if not 0 <= number < len(self.groups):
            return self
        held = self.groups[number]
        if act == "add":
            what = _one_of(WHATS, form.get(f"new_{number}"))
            if what is None or len(held.conditions) >= MOST_CONDITIONS:
                return self
            changed = replace(held, conditions=[*held.conditions, TypedCondition(what=what)])
            return self._with(number, [changed])
        if act == "take":
            return self._with(number, [held.without(int(condition or "99"))])
        return self._with(number, []) if act == "drop" else self

    def _with(self, number: int, groups: list[TypedGroup]) -> TypedRule:
        kept = [*self.groups[:number], *groups, *self.groups[number + 1 :]]
        return replace(self, groups=kept or [TypedGroup()])


def _one_of(known: tuple[T, ...], code: str | None) -> T | None:
    return next((each for each in known if each == code), None)


def _age(text: str) -> int | None:
    if not text:
        return None
    age = whole_number(text, otherwise=errors.AgeNotANumber)
    if not 0 <= age <= OLDEST:
        raise errors.AgeNotANumber
    return age


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise errors.DayMissing from error
