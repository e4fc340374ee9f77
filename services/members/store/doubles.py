"""Where it is kept who is likely one person, and whose ids are another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.members.domain.doubles import (
    MOST_AT_AN_ADDRESS,
    MOST_OF_A_NAME,
    Facts,
    Reason,
    weight,
)
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "doubles.sql")

Row = dict[str, Any]
Pair = tuple[UUID, UUID]

LENT_ROWS = {
    "mandates": "id",
    "axes": "axis",
    "tags": "tag",
    "partners": "partner",
    "alternates": "number",
}
"""What a person has many of, each with what is remembered of a line that was lent."""


class DoublesStore:
    """The tables of pairs and aliases, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- comparing

    def take_to_compare(self, limit: int) -> list[Row]:
        return list(queries.take_to_compare(self._tx, limit=limit))

    def note_to_compare(self, ids: Sequence[UUID]) -> None:
        queries.note_to_compare(self._tx, ids=list(ids))

    def put_keys(self, keys: Mapping[UUID, str]) -> None:
        queries.put_name_keys(self._tx, ids=list(keys), keys=list(keys.values()))

    def candidates(self, ids: Sequence[UUID]) -> list[tuple[Facts, Facts]]:
        """Give the pairs that are worth comparing, of at least one of these people each."""
        rows = queries.candidates(
            self._tx, ids=list(ids), at_an_address=MOST_AT_AN_ADDRESS, of_a_name=MOST_OF_A_NAME
        )
        return [(_facts(row["one"]), _facts(row["other"])) for row in rows]

    def put_likely(self, ids: Sequence[UUID], found: Mapping[Pair, Sequence[Reason]]) -> None:
        """Keep what was found of these people, and drop what is not so any more."""
        ones, others = [one for one, _ in found], [other for _, other in found]
        queries.drop_unlikely(self._tx, ids=list(ids), ones=ones, others=others)
        queries.put_likely(
            self._tx,
            ones=ones,
            others=others,
            reasons=[" ".join(why) for why in found.values()],
            weights=[weight(why) for why in found.values()],
        )

    def propose(self, one_id: UUID, other_id: UUID) -> UUID:
        """Put a pair that somebody named, the smaller id first; gives which it is."""
        why: list[Reason] = ["by-hand"]
        proposed: UUID = queries.propose(
            self._tx, one_id=one_id, other_id=other_id, reasons=why, weight=weight(why)
        )
        return proposed

    # -- deciding

    def page(self, *, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.page_of_doubles(self._tx, after=after, limit=limit))

    def count(self) -> int:
        return int(queries.count_doubles(self._tx))

    def find(self, double_id: UUID) -> Row | None:
        """Give a pair, and hold it: two who decide about it take turns."""
        found: Row | None = queries.find_double(self._tx, id=double_id)
        return found

    def open_of(self, person_id: UUID) -> UUID | None:
        found: UUID | None = queries.open_double_of(self._tx, id=person_id)
        return found

    def decide(self, double_id: UUID, state: str, *, by: UUID, now: datetime) -> None:
        queries.decide(self._tx, id=double_id, state=state, by=by, now=now)

    def reopen(self, alias_id: UUID) -> None:
        """Ask again about somebody who was merged and is not any more."""
        queries.reopen(self._tx, id=alias_id)

    def sides(self, ids: Sequence[UUID]) -> dict[UUID, Row]:
        """Give all of some people, in the order in which they came on record."""
        return {row["id"]: row for row in queries.sides(self._tx, ids=list(ids))}

    # -- aliases

    def person_behind(self, any_id: UUID) -> UUID:
        found: UUID = queries.person_behind(self._tx, id=any_id)
        return found

    def aliases_of(self, person_id: UUID) -> list[Row]:
        return list(queries.aliases_of(self._tx, id=person_id))

    def find_alias(self, alias_id: UUID) -> Row | None:
        found: Row | None = queries.find_alias(self._tx, id=alias_id)
        return found

    def add_alias(
        self, alias_id: UUID, into_id: UUID, lent: Mapping[str, object], *, by: UUID, now: datetime
    ) -> None:
        """Make somebody another's alias, and whoever was theirs too."""
        queries.lead_on(self._tx, alias_id=alias_id, person_id=into_id)
        queries.add_alias(
            self._tx, alias_id=alias_id, into_id=into_id, lent=Jsonb(dict(lent)), by=by, now=now
        )

    def drop_alias(self, alias_id: UUID) -> None:
        queries.drop_alias(self._tx, id=alias_id)
        queries.lead_back(self._tx, id=alias_id)

    def announced(self, alias_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.announced_aliases(self._tx, ids=list(alias_ids)))

    # -- households

    def leave_household(self, person_id: UUID) -> None:
        queries.leave_household(self._tx, id=person_id)

    def join_household(self, person_id: UUID) -> list[UUID]:
        """Put a person into the household of the number; gives everybody for whom that is new."""
        return [row["id"] for row in queries.join_household(self._tx, id=person_id)]

    # -- what one side lends the other

    def take_fields(self, *, to: UUID, of: UUID, fields: Sequence[str]) -> None:
        queries.take_fields(self._tx, to=to, of=of, fields=list(fields))

    def as_it_stands(self, person_id: UUID) -> Row:
        found: Row = queries.as_it_stands(self._tx, id=person_id)
        return found

    def give_fields_back(self, person_id: UUID, *, before: Row, taken: Row) -> None:
        queries.give_fields_back(self._tx, id=person_id, before=Jsonb(before), taken=Jsonb(taken))

    def lend(self, *, to: UUID, of: UUID) -> dict[str, list[str]]:
        """Let somebody belong to what another one does; gives what that added."""
        lent = {}
        for what, column in LENT_ROWS.items():
            rows = getattr(queries, f"lend_{what}")(self._tx, to=to, of=of)
            lent[what] = [str(row[column]) for row in rows]
        return lent

    def give_back(self, person_id: UUID, lent: Mapping[str, Sequence[str]]) -> None:
        for what in LENT_ROWS:
            give = getattr(queries, f"give_back_{what}")
            give(self._tx, of=person_id, lent=list(lent.get(what, [])))


def _facts(row: Row) -> Facts:
    fields = ("first_name", "last_name", "region", "birth_year", "gender", "email")
    return Facts(
        id=UUID(row["id"]),
        phones=frozenset(filter(None, row["phones"])),
        **{field: row[field] for field in fields},
    )
