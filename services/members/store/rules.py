"""
Compiling a rule to one where clause over people in brief, called `b`.

The pieces are constants of two .sql files; what a rule brings is only ever a parameter. A piece
that needs another table is a set of ids. Sets under all and none become joins that way, and
those under any one set together, so that no piece is asked once for each person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composable, Composed, Literal, Placeholder

from services.members.domain.targets import is_rest, numbered
from shared.contracts.members import AudienceRule, Condition, ConditionGroup, Target, TargetPart
from shared.contracts.members.rules import Match
from shared.db.database import Transaction
from shared.db.queries import load_queries

lines = load_queries(__file__, "rule_lines.sql")
sets = load_queries(__file__, "rule_sets.sql")

PARAMETER = re.compile(r"%\((\w+)\)s")
BITS = {"sms": 1, "email": 2}
LINES = ("region", "language", "gender", "age", "consent", "uninvited")
KNOWN_OF_ANY = ("attended", "silent")
"""What people in brief tell of any event; of a certain one it is a set."""
OF_RECORD = ("town",)
"""What stands in a person's own record: of somebody who was merged only what was chosen counts."""
OF_IDS = ("attended", "silent", "coming", "declined", "list")
EVERYBODY = SQL("true")


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Whom a wave means: by a rule, in some regions, only households that an event invited."""

    rule: AudienceRule
    within: Sequence[str] | None = None
    households_of: UUID | None = None


class _Piece:
    """
    A yes or no about `b`, and the set of whom it means, whichever is cheaper to ask.

    A line is `plain` when it asks `b` alone; only then is it cheap under or and not.
    """

    def __init__(
        self, *, line: Composable | None = None, ids: Composable | None = None, plain: bool = False
    ) -> None:
        self.plain = plain
        self._line = line
        self._ids = ids

    def ids(self) -> Composable:
        return self._ids or SQL(sets.brief.sql).format(line=self._line)

    def met(self) -> Composable:
        return self._line or SQL("b.person_id in ({})").format(self.ids())

    def unmet(self) -> Composable:
        if self.plain:
            return SQL("({}) is not true").format(self._line)
        # Ids are never null, which only this form tells the planner: it becomes an anti-join.
        return SQL("not exists (select from ({}) s where s.person_id = b.person_id)").format(
            self.ids()
        )


class Compiler:
    """Compiles one rule; gathers its parameters."""

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}

    def where(self, rule: AudienceRule) -> Composable:
        """Give the where clause of a rule; one without conditions means everybody."""
        pieces = [self._group(group) for group in rule.groups if group.conditions]
        return _joined(rule.match, pieces).met() if pieces else EVERYBODY

    def where_any(self, meant: Sequence[Meant]) -> Composable:
        """Give the where clause of whom any of several means."""
        pieces = [_Piece(line=self._meant(one)) for one in meant]
        return pieces[0].met() if len(pieces) == 1 else _joined("any", pieces).met()

    def _meant(self, meant: Meant) -> Composable:
        parts = [self.where(meant.rule)]
        if meant.within is not None:
            parts.append(self._fill(lines.region.sql, {"values": list(meant.within)}))
        if meant.households_of is not None:
            asked = {"event_id": meant.households_of}
            parts.append(_Piece(ids=self._fill(sets.of_invited_households.sql, asked)).met())
        return _between(" and ", parts)

    def cell(self, targets: Sequence[Target]) -> Composable:
        """Give the number of a person's cell: a digit for each target, the last place nobody's."""
        strides = numbered([len(target.parts) + 1 for target in targets])
        digits = [
            SQL("{} * {}").format(self._part_of(target), Literal(stride))
            for target, stride in zip(targets, strides, strict=True)
        ]
        return SQL(" + ").join(digits) if digits else SQL("0")

    def _part_of(self, target: Target) -> Composable:
        parts = list(enumerate(target.parts))
        rest = next((number for number, part in parts if is_rest(part)), len(parts))
        cases = [
            SQL("when {} then {}").format(self._meets(target, part), Literal(number))
            for number, part in parts
            if number != rest
        ]
        return SQL("case {} else {} end").format(SQL(" ").join(cases), Literal(rest))

    def _meets(self, target: Target, part: TargetPart) -> Composable:
        asked = _asked(Condition(what="age", age_from=part.age_from, age_to=part.age_to))
        line = getattr(lines, target.what).sql
        return self._fill(line, asked | {"values": part.values})

    def _group(self, group: ConditionGroup) -> _Piece:
        return _joined(group.match, [self._condition(one) for one in group.conditions])

    def _condition(self, condition: Condition) -> _Piece:
        what = condition.what
        if what == "reach":
            return self._reach(condition.values)
        asked = _asked(condition)
        if what in LINES or (what in KNOWN_OF_ANY and not condition.values):
            return _Piece(line=self._fill(getattr(lines, what).sql, asked), plain=True)
        ids = self._fill(getattr(sets, what).sql, asked)
        if what in OF_RECORD:
            return _Piece(ids=ids)
        return _Piece(ids=SQL(sets.of_all_ids.sql).format(ids=ids))

    def _reach(self, wanted: Sequence[str]) -> _Piece:
        names = [one for one in wanted if one not in BITS]
        names += ["channels"] if _bits(wanted) else []
        asked = {"bits": _bits(wanted)}
        pieces = [self._fill(getattr(lines, f"reach_of_{name}").sql, asked) for name in names]
        return _joined("any", [_Piece(line=line, plain=True) for line in pieces])

    def _fill(self, text: Any, values: dict[str, Any]) -> Composable:
        """Give a piece with its parameters under names of its own."""
        known = {name: f"{name}_{len(self.parameters)}" for name in PARAMETER.findall(text)}
        self.parameters |= {unique: values[name] for name, unique in known.items()}
        placeholders = {name: Placeholder(unique) for name, unique in known.items()}
        return SQL(PARAMETER.sub(r"{\1}", text)).format(**placeholders)


def _joined(match: Match, pieces: Sequence[_Piece]) -> _Piece:
    plain = all(piece.plain for piece in pieces)
    if match == "none":
        return _Piece(line=_between(" and ", [piece.unmet() for piece in pieces]), plain=plain)
    if match == "all":
        return _Piece(line=_between(" and ", [piece.met() for piece in pieces]), plain=plain)
    if plain:
        return _Piece(line=_between(" or ", [piece.met() for piece in pieces]), plain=True)
    # Together as one set: `or` between sets would be asked for each person.
    together = [SQL("({})").format(piece.ids()) for piece in pieces]
    return _Piece(ids=SQL(" union all ").join(together))


def _between(word: str, parts: Sequence[Composable]) -> Composed:
    inner = SQL(word).join(SQL("({})").format(part) for part in parts)
    return Composed([inner])


def _bits(channels: Sequence[str]) -> int:
    return sum(bit for channel, bit in BITS.items() if channel in channels)


def _asked(condition: Condition) -> dict[str, Any]:
    """Give everything that a piece may ask for; an empty value asks nothing."""
    values: Sequence[str | UUID] = condition.values
    if condition.what in OF_IDS:
        values = [UUID(value) for value in condition.values]
    return {
        "values": values or None,
        "bits": _bits(condition.values),
        "office": condition.office or None,
        "tense": condition.tense,
        "before": condition.before,
        "on": condition.on,
        "age_from": condition.age_from,
        "age_to": condition.age_to,
    }


def run(
    tx: Transaction,
    text: Any,
    meant: AudienceRule | Sequence[Meant],
    targets: Sequence[Target] = (),
    **values: Any,
) -> Cursor[DictRow]:
    """Run a query that has a place for a rule, and perhaps for cells; planned anew each time."""
    compiler = Compiler()
    waves = [Meant(rule=meant)] if isinstance(meant, AudienceRule) else meant
    pieces = {"rule": compiler.where_any(waves), "cell": compiler.cell(targets)}
    names = {name: Placeholder(name) for name in values}
    statement = SQL(PARAMETER.sub(r"{\1}", text)).format(**pieces, **names)
    return tx.execute(statement, compiler.parameters | values, prepare=False)
