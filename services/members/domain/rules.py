"""Rules of audiences: what makes sense, and old filters read as rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from services.members.domain.texts import LONGEST_LINE, clean, fold
from shared.contracts.members import AudienceFilter, AudienceRule, Condition, ConditionGroup
from shared.contracts.members.rules import What
from shared.contracts.members.statutes import Mandated
from shared.errors import InvalidRequest

MOST_GROUPS = 8
MOST_CONDITIONS = 12
"""The most conditions of one group."""
MOST_VALUES = 200
"""The most values of one condition: more than there are bodies."""
OLDEST = 150

GENDERS = ("woman", "man", "other", "unsaid")
CONSENTS = ("sms", "email")
REACHES = ("sms", "email", "landline", "nobody")
TALKED = ("ar", "fr", "zgh", "en")
OF_EVENTS: tuple[What, ...] = ("attended", "silent", "coming", "declined")

_CLOSED: dict[What, tuple[str, ...]] = {
    "language": TALKED,
    "gender": GENDERS,
    "consent": CONSENTS,
    "reach": REACHES,
}
_MAY_BE_EMPTY: tuple[What, ...] = (*OF_EVENTS, "mandate", "age", "uninvited")


def checked(rule: AudienceRule) -> AudienceRule:
    """Give a rule with its values clean, without groups that ask nothing; InvalidRequest."""
    if len(rule.groups) > MOST_GROUPS:
        raise InvalidRequest(fields="groups")
    groups = [_group(group) for group in rule.groups if group.conditions]
    return replace(rule, groups=groups)


def rule_of(filter_: AudienceFilter) -> AudienceRule:
    """Read an old filter as a rule: a condition for each line that asks something."""
    lines: tuple[tuple[What, list[str]], ...] = (
        ("body", filter_.bodies),
        ("axis", filter_.axes),
        ("region", filter_.regions),
        ("language", list(filter_.languages)),
    )
    conditions = [Condition(what=what, values=values) for what, values in lines if values]
    if filter_.age_from is not None or filter_.age_to is not None:
        ages = Condition(what="age", age_from=filter_.age_from, age_to=filter_.age_to)
        conditions.append(ages)
    return AudienceRule(groups=[ConditionGroup(conditions=conditions)] if conditions else [])


def rule_of_mandates(mandated: Mandated) -> AudienceRule:
    """Say as a rule: whoever has a mandate in a body that holds on a day."""
    holds = Condition(what="mandate", values=[mandated.body], on=mandated.on)
    return AudienceRule(groups=[ConditionGroup(conditions=[holds])])


def _group(group: ConditionGroup) -> ConditionGroup:
    if len(group.conditions) > MOST_CONDITIONS:
        raise InvalidRequest(fields="conditions")
    return replace(group, conditions=[_condition(one) for one in group.conditions])


def _condition(condition: Condition) -> Condition:
    what = condition.what
    values = _values(condition)
    if not values and what not in _MAY_BE_EMPTY:
        raise InvalidRequest(fields=f"values of {what}")
    office = clean(condition.office)
    if len(office) > LONGEST_LINE:
        raise InvalidRequest(fields="office")
    if what == "mandate" and condition.tense == "ending" and condition.before is None:
        raise InvalidRequest(fields="before")
    if what == "age":
        _refuse_odd_ages(condition)
    return replace(condition, values=values, office=office)


def _values(condition: Condition) -> list[str]:
    what = condition.what
    if len(condition.values) > MOST_VALUES:
        raise InvalidRequest(fields=f"values of {what}")
    if what in ("age", "uninvited"):
        return []
    make = _MAKING.get(what, clean)
    values = [value for value in dict.fromkeys(map(make, condition.values)) if value]
    closed = _CLOSED.get(what)
    if closed is not None and not set(values) <= set(closed):
        raise InvalidRequest(fields=f"values of {what}")
    if any(len(value) > LONGEST_LINE for value in values):
        raise InvalidRequest(fields=f"values of {what}")
    return values


def _an_id(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise InvalidRequest(fields="values") from error


_MAKING: dict[What, Callable[[str], str]] = {
    "town": fold,
    "list": _an_id,
    **dict.fromkeys(OF_EVENTS, _an_id),
}


def _refuse_odd_ages(condition: Condition) -> None:
    ages = [age for age in (condition.age_from, condition.age_to) if age is not None]
    if not ages or ages != sorted(ages) or any(not 0 <= age <= OLDEST for age in ages):
        raise InvalidRequest(fields="age_from, age_to")
