"""Where people are kept whom somebody of the staff adds or changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.members.domain.by_hand import Typed
from shared.contracts.members import ConsentBasis
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "by_hand.sql")

Row = dict[str, Any]


class ByHandStore:
    """One person's tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock(self, person_id: UUID) -> Row | None:
        """Give a person as held, and hold the row."""
        found: Row | None = queries.lock_person(self._tx, id=person_id)
        return found

    def same_as(self, person: Typed, *, but: UUID | None, by_name: bool) -> UUID | None:
        """Give who is this person already, by the rules of an import; `by_name` alone, or not."""
        found: Row | None = queries.same_person(self._tx, id=but, by_name=by_name, **person.columns)
        return found["id"] if found else None

    def add(self, person_id: UUID, person: Typed) -> None:
        queries.add_person(self._tx, id=person_id, **person.columns)
        self._keep_lists(person_id, person)

    def change(self, person_id: UUID, person: Typed) -> None:
        queries.change_person(self._tx, id=person_id, **person.columns)
        self._keep_lists(person_id, person)

    def add_consents(self, person_id: UUID, basis: ConsentBasis, *, at: datetime) -> None:
        queries.add_consents(
            self._tx,
            id=person_id,
            channels=list(dict.fromkeys(basis.channels)),
            at=at,
            source=basis.source,
            wording=basis.wording,
            collector=basis.collector,
        )

    def noes_that_stand(
        self, person_id: UUID, channels: Collection[str], *, at: datetime
    ) -> list[Row]:
        """Give what was said no to, where a yes of that moment, of somebody else, lifts it not."""
        return list(queries.noes_that_stand(self._tx, id=person_id, channels=list(channels), at=at))

    # -- mandates

    def find_mandate(self, person_id: UUID, mandate_id: UUID) -> Row | None:
        found: Row | None = queries.find_mandate(self._tx, id=mandate_id, person_id=person_id)
        return found

    def add_mandate(
        self,
        person_id: UUID,
        body: str,
        *,
        office: str,
        begins_on: date | None,
        ends_on: date | None,
    ) -> bool:
        """Add a mandate; False when there is one of that body that begins on that day."""
        added = queries.add_mandate(
            self._tx,
            person_id=person_id,
            body=body,
            office=office,
            begins_on=begins_on,
            ends_on=ends_on,
        )
        return added is not None

    def end_mandate(self, mandate_id: UUID, ends_on: date) -> None:
        queries.end_mandate(self._tx, id=mandate_id, ends_on=ends_on)

    def remove_mandate(self, mandate_id: UUID) -> None:
        queries.remove_mandate(self._tx, id=mandate_id)

    def _keep_lists(self, person_id: UUID, person: Typed) -> None:
        queries.know_tags(self._tx, codes=list(person.tags), names=list(person.tags.values()))
        for name in ("axes", "partners", "tags"):
            codes = list(getattr(person, name))
            getattr(queries, f"leave_{name}")(self._tx, id=person_id, codes=codes)
            getattr(queries, f"join_{name}")(self._tx, id=person_id, codes=codes)

    def mail_works_again(self, member_id: UUID, now: datetime) -> bool:
        """Let mail be sent to a person whose mail came back; False when none has."""
        return bool(list(queries.mail_works_again(self._tx, id=member_id, now=now)))
