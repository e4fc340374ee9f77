"""Where people are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.domain.vocabulary import Vocabulary, vocabulary
from shared.contracts.members import AudienceFilter, Channel
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "people.sql")

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Search:
    """Whom to look for: `words` folded, `digits` of a number, `written` part of an address."""

    filter: AudienceFilter
    words: list[str] = field(default_factory=list)
    digits: str | None = None
    written: str | None = None

    def parameters(self) -> Row:
        return {
            **lines(self.filter),
            # Folded words hold letters and digits only, so nothing in them is a pattern.
            "patterns": [f"%{word}%" for word in self.words],
            "digits": self.digits,
            "written": self.written,
        }


def lines(wanted: AudienceFilter) -> Row:
    """Give a filter as parameters: a line that asks nothing is null."""
    return {
        "bodies": wanted.bodies or None,
        "axes": wanted.axes or None,
        "regions": wanted.regions or None,
        "languages": list(wanted.languages) or None,
        "age_from": wanted.age_from,
        "age_to": wanted.age_to,
    }


class PeopleStore:
    """The people's tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def names(self, ids: Sequence[UUID]) -> list[Row]:
        return list(queries.names(self._tx, ids=list(ids)))

    def contacts(self, ids: Sequence[UUID]) -> list[Row]:
        """Give how each of them is reached."""
        return list(queries.contacts(self._tx, ids=list(ids)))

    def page(self, search: Search, *, after: UUID | None, limit: int) -> list[Row]:
        return list(
            queries.page_of_people(self._tx, after=after, limit=limit, **search.parameters())
        )

    def count(self, search: Search) -> int:
        return int(queries.count_people(self._tx, **search.parameters()))

    def find(self, person_id: UUID) -> Row | None:
        found: Row | None = queries.person(self._tx, id=person_id)
        return found

    def household(self, person_id: UUID, household_id: UUID) -> list[Row]:
        """Give the others of a household."""
        return list(queries.household(self._tx, id=person_id, household_id=household_id))

    def sheet_rows(self, ids: Sequence[UUID]) -> list[Row]:
        """Give people with all that a sheet of them says, in the order of the ids."""
        return list(queries.sheet_rows(self._tx, ids=list(ids)))

    def mandates(self, person_id: UUID) -> list[Row]:
        """Give a person's mandates, whenever they hold."""
        return list(queries.mandates_of(self._tx, id=person_id))

    def apart(self, person: Row) -> list[Row]:
        """Give the others at a person's number who do not share the household."""
        return list(
            queries.apart_at_number(
                self._tx,
                id=person["id"],
                mobile=person["mobile"],
                household_id=person["household_id"],
            )
        )

    def consents(self, person_id: UUID) -> list[Row]:
        return list(queries.consents_of(self._tx, id=person_id))

    def reference(self) -> dict[str, list[Row]]:
        """Give what people can be sorted by, with its names."""
        return {
            "bodies": list(queries.bodies(self._tx)),
            "axes": list(queries.axes(self._tx)),
            "regions": list(queries.regions(self._tx)),
            "partners": list(queries.partners(self._tx)),
            "tags": list(queries.tags(self._tx)),
        }

    def vocabulary(self) -> Vocabulary:
        """Learn what regions, axes and bodies are called."""
        known = {
            kind: [(row["code"], row["names"]) for row in rows]
            for kind, rows in self.reference().items()
        }
        return vocabulary(known["regions"], known["axes"], known["bodies"])

    def opt_out(
        self, ids: Sequence[UUID], channels: Sequence[Channel], *, at: datetime, source: str
    ) -> int:
        """Write down people's own no; gives how many lines that took."""
        return int(
            queries.opt_out(self._tx, ids=list(ids), channels=list(channels), at=at, source=source)
        )

    def opt_in(
        self, ids: Sequence[UUID], channels: Sequence[Channel], *, at: datetime, source: str
    ) -> None:
        """Write down people's own yes to invitations."""
        queries.opt_in(self._tx, ids=list(ids), channels=list(channels), at=at, source=source)

    def mail_came_back(self, ids: Sequence[UUID], of_address: str, at: datetime) -> list[UUID]:
        """Write down that nothing arrives at people's addresses; gives whom that is new of."""
        rows = queries.mail_came_back(self._tx, ids=list(ids), of_address=of_address, at=at)
        return [row["id"] for row in rows]

    def take_turns(self) -> None:
        """Wait for whoever else changes people, so that a newer version knows of an older one."""
        queries.take_turns(self._tx)

    def new_versions(self, ids: Iterable[UUID], now: datetime) -> None:
        """Give people new versions: something of them has changed."""
        queries.new_versions(self._tx, ids=list(ids), now=now)

    def new_versions_of_changed(self, ids: Sequence[UUID], *, since: datetime) -> list[UUID]:
        """Give those of them new versions who were changed since a moment, and say who it is."""
        rows = queries.new_versions_of_changed(self._tx, ids=list(ids), changed_since=since)
        return [row["id"] for row in rows]
