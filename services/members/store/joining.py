"""Sign-ups, and the people they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.contracts.members import Channel, Join, Language
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__, "joining.sql")

Row = dict[str, Any]


class JoiningStore:
    """Sign-ups, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(
        self,
        sign_up: UUID,
        wish: Join,
        form: Row,
        addresses: Mapping[Channel, str],
        now: datetime,
    ) -> None:
        """Keep what was typed, and each address that is to be confirmed."""
        queries.add_sign_up(
            self._tx,
            id=sign_up,
            now=now,
            language=wish.language,
            form=Jsonb(form),
            event_id=wish.event_id,
        )
        for channel, address in addresses.items():
            queries.add_address(self._tx, sign_up_id=sign_up, channel=channel, address=address)

    def forget(self, before: datetime) -> None:
        queries.forget_sign_ups(self._tx, before=before)

    def take_to_send(self) -> Row | None:
        found: Row | None = queries.take_to_send(self._tx)
        return found

    def give_secret(self, address: Row, secret_hash: bytes, valid_until: datetime) -> None:
        queries.give_secret(
            self._tx,
            sign_up_id=address["sign_up_id"],
            channel=address["channel"],
            secret_hash=secret_hash,
            valid_until=valid_until,
        )

    def by_sign_up(self, sign_up: UUID) -> Row | None:
        found: Row | None = queries.by_sign_up(self._tx, sign_up_id=sign_up)
        return found

    def by_secret(self, secret_hash: bytes) -> Row | None:
        found: Row | None = queries.by_secret(self._tx, secret_hash=secret_hash)
        return found

    def count_try(self, sign_up: UUID) -> None:
        queries.count_try(self._tx, sign_up_id=sign_up)

    def confirm(self, address: Row, person_id: UUID, now: datetime) -> None:
        queries.confirm(
            self._tx,
            sign_up_id=address["sign_up_id"],
            channel=address["channel"],
            person_id=person_id,
            now=now,
        )

    def known_person(self, name_key: str, channel: Channel, address: str) -> UUID | None:
        row = queries.known_person(self._tx, name_key=name_key, channel=channel, address=address)
        return row["id"] if row else None

    def add_person(
        self,
        person_id: UUID,
        *,
        names: tuple[str, str, str],
        language: Language,
        facts: Row,
    ) -> None:
        """Let somebody in: first name, last name, and both folded."""
        queries.add_person(
            self._tx,
            id=person_id,
            first_name=names[0],
            last_name=names[1],
            name_key=names[2],
            language=language,
            **_facts(facts),
        )

    def complete_person(self, person_id: UUID, *, language: Language, facts: Row) -> None:
        queries.complete_person(self._tx, id=person_id, language=language, **_facts(facts))

    def put_address(self, person_id: UUID, channel: Channel, address: str) -> list[UUID]:
        """Give a person an address; gives those whose household is another by it."""
        queries.put_address(self._tx, id=person_id, channel=channel, address=address)
        if channel == "email":
            return []
        queries.make_household(self._tx, mobile=address)
        return [row["id"] for row in queries.join_household(self._tx, mobile=address)]

    def add_axes(self, person_id: UUID, axes: Sequence[str]) -> None:
        queries.add_axes(self._tx, id=person_id, axes=list(axes))

    def region_of(self, person_id: UUID) -> str | None:
        found: str | None = queries.region_of(self._tx, id=person_id)
        return found

    def is_region(self, code: str) -> bool:
        return bool(queries.is_region(self._tx, code=code))


def _facts(form: Row) -> Row:
    day = form["guardian_consent"]
    return {
        "region": form["region"],
        "birth_year": form["birth_year"],
        "guardian": form["guardian"],
        "guardian_consent": date.fromisoformat(day) if day else None,
    }
