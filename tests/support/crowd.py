"""A small crowd with everything that people are sorted by, and a slow reading of rules over it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid5

from shared.contracts.members import AudienceRule, Condition, ConditionGroup
from shared.db.database import Transaction

SPACE = UUID("01900000-0000-7000-8000-00000000c0de")
BODIES = ("assembly", "council", "office-of-the-board")
AXES = ("governance", "youth-action", "women-alternatives")
REGIONS = ("MA-01", "MA-04", "MA-06", "abroad")
TOWNS = ("sale", "fes", "casablanca")
LANGUAGES = ("ar", "fr", "zgh", "en")
GENDERS = ("woman", "man", "other", None)
TAGS = ("trainer", "driver", "donor")
PARTNERS = ("union-of-students", "house-of-women")
OFFICES = ("", "President", "Treasurer")
EVENTS = tuple(uuid5(SPACE, f"event {n}") for n in range(3))
LISTS = tuple(uuid5(SPACE, f"list {n}") for n in range(2))
DAYS = (-400, -30, -1, 0, 1, 30, 400)
YES_OR_MAYBE = ("yes", "maybe")


@dataclass(frozen=True, kw_only=True)
class Mandate:
    body: str
    office: str
    begins: date | None
    ends: date | None

    def holds(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or self.ends > day
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """One person's part in one event."""

    invited: bool
    answer: str | None
    attended: bool


@dataclass(frozen=True, kw_only=True)
class Someone:
    id: UUID
    language: str
    region: str | None
    town: str
    birth_year: int | None
    guardian: bool
    gender: str | None
    mobile: bool
    landline: bool
    email: bool
    wish: str
    sms: bool | None
    by_email: bool | None
    mandates: Sequence[Mandate] = field(default_factory=list)
    axes: Sequence[str] = field(default_factory=list)
    tags: Sequence[str] = field(default_factory=list)
    partners: Sequence[str] = field(default_factory=list)
    lists: Sequence[UUID] = field(default_factory=list)
    parts: dict[UUID, Part] = field(default_factory=dict)

    def told_on(self) -> set[str]:
        """Give the channels, as `reach` decides them."""
        may = {
            channel
            for channel, able in (
                ("sms", self.mobile and self.sms),
                ("email", self.email and self.by_email),
            )
            if able
        }
        if self.wish == "both":
            return may
        first = "sms" if self.wish == "sms" else "email"
        return {first} if first in may else may

    def refused(self, year: int) -> str | None:
        if self.birth_year is not None and year - self.birth_year < 19 and not self.guardian:
            return "minor"
        if not (self.mobile or self.email):
            return "no_contact"
        return None if self.told_on() else "no_consent"


def a_crowd(count: int, *, today: date, seed: int = 1) -> list[Someone]:
    """Make people by chance; the same for the same seed."""
    dice = random.Random(seed)  # chance, no secret
    return [_someone(dice, number, today) for number in range(count)]


def _someone(dice: random.Random, number: int, today: date) -> Someone:
    def some(of: Sequence[str]) -> list[str]:
        return dice.sample(of, dice.choice((0, 0, 1, 2)))

    def a_day() -> date | None:
        return dice.choice((None, today + timedelta(days=dice.choice(DAYS))))

    mandates = []
    for body in some(BODIES):
        begins, ends = a_day(), a_day()
        if begins and ends and ends <= begins:
            begins = None
        mandates.append(Mandate(body=body, office=dice.choice(OFFICES), begins=begins, ends=ends))
    return Someone(
        id=uuid5(SPACE, f"person {number}"),
        language=dice.choice(LANGUAGES),
        region=dice.choice((*REGIONS, None)),
        town=dice.choice((*TOWNS, "")),
        birth_year=dice.choice((None, *(today.year - age for age in (10, 17, 18, 19, 25, 40)))),
        guardian=dice.random() < 0.3,
        gender=dice.choice(GENDERS),
        mobile=dice.random() < 0.6,
        landline=dice.random() < 0.4,
        email=dice.random() < 0.5,
        wish=dice.choice(("sms", "email", "both", "any")),
        sms=dice.choice((None, True, True, False)),
        by_email=dice.choice((None, True, True, False)),
        mandates=mandates,
        axes=some(AXES),
        tags=some(TAGS),
        partners=some(PARTNERS),
        lists=[one for one in LISTS if dice.random() < 0.2],
        parts={event: _part(dice) for event in EVENTS if dice.random() < 0.4},
    )


def _part(dice: random.Random) -> Part:
    return Part(
        invited=dice.random() < 0.8,
        answer=dice.choice((None, None, "yes", "maybe", "no")),
        attended=dice.random() < 0.3,
    )


# --- Writing them down -----------------------------------------------------------------------


def write_down(tx: Transaction, crowd: Sequence[Someone]) -> None:
    """Put the crowd into the tables of members, which the test has emptied."""
    names = '{"fr": "x"}'
    for table, codes in (("bodies", BODIES), ("partners", PARTNERS)):
        for code in codes:
            tx.execute(f"insert into {table} (code, names) values (%s, %s)", (code, names))
    for tag in TAGS:
        tx.execute("insert into tags (code, name) values (%s, %s)", (tag, tag))
    for one in LISTS:
        tx.execute(
            "insert into hand_lists (id, name, created_by) values (%s, 'x', %s)", (one, SPACE)
        )
    for number, person in enumerate(crowd):
        _write(tx, number, person)


def _write(tx: Transaction, number: int, person: Someone) -> None:
    # What is heard of a person may come before the person does.
    if number % 2:
        _write_parts(tx, person)
    tx.execute(
        "insert into people (id, first_name, name_key, language, region, town, town_key,"
        " birth_year, guardian_consent, gender, mobile, landline, email, wish)"
        " values (%s, 'X', 'x', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(person.id, person.language, person.region, person.town, person.town),
            person.birth_year,
            date(2026, 1, 1) if person.guardian else None,
            person.gender,
            f"+2126{number:08}" if person.mobile else None,
            f"+2125{number:08}" if person.landline else None,
            f"x{number}@courriel.example" if person.email else None,
            person.wish,
        ),
    )
    for channel, given in (("sms", person.sms), ("email", person.by_email)):
        if given is not None:
            tx.execute(
                "insert into consents (person_id, channel, given, at, source)"
                " values (%s, %s, %s, now(), 'x')",
                (person.id, channel, given),
            )
    _write_belonging(tx, person)
    if not number % 2:
        _write_parts(tx, person)


def _write_belonging(tx: Transaction, person: Someone) -> None:
    for held in person.mandates:
        tx.execute(
            "insert into mandates (person_id, body, office, begins_on, ends_on)"
            " values (%s, %s, %s, %s, %s)",
            (person.id, held.body, held.office, held.begins, held.ends),
        )
    for table, column, codes in (
        ("people_axes", "axis", person.axes),
        ("people_tags", "tag", person.tags),
        ("people_partners", "partner", person.partners),
        ("hand_list_people", "list_id", person.lists),
    ):
        for code in codes:
            tx.execute(
                f"insert into {table} (person_id, {column}) values (%s, %s)",
                (person.id, code),
            )


def _write_parts(tx: Transaction, person: Someone) -> None:
    for event, part in person.parts.items():
        tx.execute(
            "insert into participation (event_id, person_id, invited_at) values (%s, %s, %s)",
            (event, person.id, date(2026, 1, 1) if part.invited else None),
        )
        tx.execute(
            "update participation set answer = %s, attended_at = %s"
            " where event_id = %s and person_id = %s",
            (part.answer, date(2026, 1, 2) if part.attended else None, event, person.id),
        )


# --- The slow reading ------------------------------------------------------------------------


def meets(person: Someone, rule: AudienceRule, *, today: date) -> bool:
    """Read a rule word by word for one person."""
    groups = [
        _matched(group.match, [_one(person, one, today) for one in group.conditions])
        for group in rule.groups
        if group.conditions
    ]
    return _matched(rule.match, groups) if groups else True


def _matched(match: str, met: Sequence[bool]) -> bool:
    return {"all": all(met), "any": any(met), "none": not any(met)}[match]


def _one(person: Someone, asked: Condition, today: date) -> bool:
    return _READING[asked.what](person, asked, today)


def _part_in(asked: Condition, person: Someone, fits: Callable[[Part], bool]) -> bool:
    parts = person.parts.items()
    return any(fits(p) for e, p in parts if not asked.values or str(e) in asked.values)


def _mandate(person: Someone, asked: Condition, today: date) -> bool:
    day = asked.on or today

    def fits(held: Mandate) -> bool:
        if asked.values and held.body not in asked.values:
            return False
        if asked.office and held.office.lower() != asked.office.lower():
            return False
        if asked.tense == "past":
            return held.ends is not None and held.ends <= day
        if not held.holds(day):
            return False
        if asked.tense == "ending":
            assert asked.before
            return held.ends is not None and held.ends < asked.before
        return True

    return any(map(fits, person.mandates))


def _age(person: Someone, asked: Condition, today: date) -> bool:
    if person.birth_year is None:
        return False
    age = today.year - person.birth_year
    return (asked.age_from is None or age >= asked.age_from) and (
        asked.age_to is None or age <= asked.age_to
    )


def _reach(person: Someone, asked: Condition, today: date) -> bool:
    told = set() if person.refused(today.year) == "minor" else person.told_on()
    if not told:
        told = {"landline"} if person.landline else {"nobody"}
    return bool(told & set(asked.values))


def _silent(person: Someone, asked: Condition, _: date) -> bool:
    if asked.values:
        return _part_in(asked, person, lambda p: p.invited and p.answer is None)
    invited = any(part.invited for part in person.parts.values())
    return invited and all(part.answer is None for part in person.parts.values())


def _uninvited(person: Someone, _: Condition, __: date) -> bool:
    return not any(part.invited for part in person.parts.values())


_READING: dict[str, Callable[[Someone, Condition, date], bool]] = {
    "body": lambda p, c, day: any(m.body in c.values and m.holds(day) for m in p.mandates),
    "mandate": _mandate,
    "axis": lambda p, c, _: bool(set(p.axes) & set(c.values)),
    "region": lambda p, c, _: p.region in c.values,
    "town": lambda p, c, _: bool(p.town) and p.town in c.values,
    "language": lambda p, c, _: p.language in c.values,
    "age": _age,
    "gender": lambda p, c, _: (p.gender or "unsaid") in c.values,
    "tag": lambda p, c, _: bool(set(p.tags) & set(c.values)),
    "partner": lambda p, c, _: bool(set(p.partners) & set(c.values)),
    "consent": lambda p, c, _: bool(
        (p.sms and "sms" in c.values) or (p.by_email and "email" in c.values)
    ),
    "reach": _reach,
    "attended": lambda p, c, _: _part_in(c, p, lambda part: part.attended),
    "silent": _silent,
    "uninvited": _uninvited,
    "coming": lambda p, c, _: _part_in(c, p, lambda part: part.answer in YES_OR_MAYBE),
    "declined": lambda p, c, _: _part_in(c, p, lambda part: part.answer == "no"),
    "list": lambda p, c, _: bool({str(one) for one in p.lists} & set(c.values)),
}


def whole(match: str, *conditions: Condition) -> AudienceRule:
    """Make a rule of one group."""
    return AudienceRule(groups=[ConditionGroup(match=match, conditions=list(conditions))])  # type: ignore[arg-type]
