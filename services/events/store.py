"""Where events are kept: one method for each named query, rows in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from services.events.domain import Plan, Seats
from shared.contracts.events import Answer, Place
from shared.contracts.members import Addressee, Balance
from shared.db.database import Transaction
from shared.db.queries import load_queries

queries = load_queries(__file__)

Row = dict[str, Any]


class EventsStore:
    """The events' tables, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- events

    def add_event(self, event_id: UUID, plan: Plan, created_by: UUID) -> None:
        queries.add_event(self._tx, id=event_id, created_by=created_by, **_columns(plan))

    def change_event(self, event_id: UUID, plan: Plan) -> Row:
        return self._one(queries.change_event(self._tx, id=event_id, **_columns(plan)))

    def find_event(self, event_id: UUID) -> Row | None:
        found: Row | None = queries.find_event(self._tx, id=event_id)
        return found

    def events_by_id(self, event_ids: Sequence[UUID]) -> list[Row]:
        return list(queries.events_by_id(self._tx, ids=list(event_ids)))

    def lock_event(self, event_id: UUID) -> Row | None:
        """Give the event and hold it: whoever else wants to change it waits."""
        found: Row | None = queries.lock_event(self._tx, id=event_id)
        return found

    def mark_published(self, event_id: UUID, now: datetime) -> Row:
        return self._one(queries.mark_published(self._tx, id=event_id, now=now))

    def mark_cancelled(self, event_id: UUID, now: datetime) -> Row:
        return self._one(queries.mark_cancelled(self._tx, id=event_id, now=now))

    def page_of_events(self, after: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
        start, event_id = after or (None, None)
        return list(
            queries.page_of_events(self._tx, after_start=start, after_id=event_id, limit=limit)
        )

    def counts(self, event_ids: Sequence[UUID]) -> dict[UUID, Row]:
        rows = queries.counts_of_events(self._tx, event_ids=list(event_ids))
        return {row.pop("id"): row for row in rows}

    # -- waves and invitations

    def add_wave(self, wave_id: UUID, event_id: UUID, audience_id: UUID) -> None:
        queries.add_wave(self._tx, id=wave_id, event_id=event_id, audience_id=audience_id)

    def lock_wave(self, wave_id: UUID) -> Row | None:
        found: Row | None = queries.lock_wave(self._tx, id=wave_id)
        return found

    def hear_page(self, wave_id: UUID, page: int) -> bool:
        """Note a page; False when it was heard before."""
        return queries.hear_page(self._tx, wave_id=wave_id, page=page) is not None

    def add_to_wave(
        self, wave_id: UUID, *, heard: int, added: Sequence[Row], total: int | None
    ) -> None:
        """Count a page: how many people were in it, and those who were not invited before."""
        refused = sum(row["refused"] is not None for row in added)
        queries.add_to_wave(
            self._tx,
            id=wave_id,
            people=heard,
            invited=len(added) - refused,
            not_invited=refused,
            total=total,
        )

    def keep_balance(self, wave_id: UUID, balance: Balance) -> None:
        """Keep what came of a wave's wish."""
        queries.keep_balance(self._tx, id=wave_id, balance=Jsonb(balance.dump()))

    def waves_of_events(self, event_ids: Sequence[UUID]) -> dict[UUID, Row]:
        rows = queries.waves_of_events(self._tx, event_ids=list(event_ids))
        return {row["event_id"]: row for row in rows}

    def add_invitations(
        self, event: Row, wave_id: UUID, addressees: Sequence[Addressee]
    ) -> list[Row]:
        """Invite those who are not invited yet, and give just these."""
        return list(
            queries.add_invitations(
                self._tx,
                event_id=event["id"],
                wave_id=wave_id,
                card_version=event["version"],
                member_ids=[a.member_id for a in addressees],
                holder_ids=[a.household_id or a.member_id for a in addressees],
                refusals=[a.refused for a in addressees],
            )
        )

    def codes_of_holders(self, event_id: UUID, holder_ids: Sequence[UUID]) -> dict[UUID, int]:
        rows = queries.codes_of_holders(self._tx, event_id=event_id, holder_ids=list(holder_ids))
        return {row["holder_id"]: row["n"] for row in rows}

    def add_codes(self, event_id: UUID, hashes: dict[UUID, bytes], n: int) -> set[UUID]:
        """Keep new codes by their hash; gives the holders whose hash was not taken."""
        rows = queries.add_codes(
            self._tx,
            event_id=event_id,
            n=n,
            holder_ids=list(hashes),
            hashes=list(hashes.values()),
        )
        return {row["holder_id"] for row in rows}

    def find_code(self, code_hash: bytes, *, ended_after: datetime, now: datetime) -> Row | None:
        """Find a code of an event that ended after a moment, or has not ended."""
        found: Row | None = queries.find_code(
            self._tx, hash=code_hash, ended_after=ended_after, now=now
        )
        return found

    def people_behind_code(self, event_id: UUID, holder_id: UUID) -> list[Row]:
        return list(queries.people_behind_code(self._tx, event_id=event_id, holder_id=holder_id))

    # -- answers and seats

    def find_rsvp(self, event_id: UUID, member_id: UUID) -> Row | None:
        found: Row | None = queries.find_rsvp(self._tx, event_id=event_id, member_id=member_id)
        return found

    def seats(self, event: Row) -> Seats:
        row = queries.seats(self._tx, event_id=event["id"]) or {"held": 0, "waiting": 0}
        return Seats(capacity=event["capacity"], held=row["held"], waiting=row["waiting"])

    def put_answer(
        self, event_id: UUID, member_id: UUID, *, answer: Answer, place: Place, now: datetime
    ) -> Row:
        return self._one(
            queries.put_answer(
                self._tx,
                event_id=event_id,
                member_id=member_id,
                answer=answer,
                place=place,
                now=now,
            )
        )

    def leave_other_seats(
        self, event_id: UUID, seat_id: UUID, *, answer: Answer, now: datetime
    ) -> list[Row]:
        """Free what a person has under other ids than this one; gives what was changed."""
        return list(
            queries.leave_other_seats(
                self._tx, event_id=event_id, seat_id=seat_id, answer=answer, now=now
            )
        )

    def put_aliases(self, aliases: Sequence[tuple[UUID, UUID | None, int]]) -> None:
        """Keep whose ids these are: of each the alias, the person or nobody, and the version."""
        queries.put_aliases(
            self._tx,
            alias_ids=[alias_id for alias_id, _, _ in aliases],
            person_ids=[person_id for _, person_id, _ in aliases],
            versions=[version for _, _, version in aliases],
        )

    def offer_next(self, event_id: UUID, *, places: int, until: datetime) -> list[Row]:
        return list(queries.offer_next(self._tx, event_id=event_id, places=places, until=until))

    def event_with_lapsed_offer(self, now: datetime) -> Row | None:
        found: Row | None = queries.event_with_lapsed_offer(self._tx, now=now)
        return found

    def shorten_offers(self, event_id: UUID, starts_at: datetime) -> list[Row]:
        """End offers at the start; gives those that would have lasted longer."""
        return list(queries.shorten_offers(self._tx, event_id=event_id, starts_at=starts_at))

    def lapse_offers(self, event_id: UUID, now: datetime) -> list[Row]:
        return list(queries.lapse_offers(self._tx, event_id=event_id, now=now))

    def page_of_answers(
        self,
        event_id: UUID,
        place: Place | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Row]:
        time, member_id = after or (None, None)
        return list(
            queries.page_of_answers(
                self._tx,
                event_id=event_id,
                place=place,
                after_time=time,
                after_id=member_id,
                limit=limit,
            )
        )

    # -- at the door

    def doors(self, *, ended_after: datetime, starts_before: datetime, limit: int) -> list[Row]:
        return list(
            queries.doors(
                self._tx, ended_after=ended_after, starts_before=starts_before, limit=limit
            )
        )

    def page_of_guests(self, event_id: UUID, after: UUID | None, limit: int) -> list[Row]:
        return list(queries.page_of_guests(self._tx, event_id=event_id, after=after, limit=limit))

    # -- erasing

    def events_to_come_of(self, ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Give the events ahead that some of these people are invited to."""
        return [row["id"] for row in queries.events_to_come_of(self._tx, ids=list(ids), now=now)]

    def release_places(self, event_id: UUID, ids: Sequence[UUID], now: datetime) -> int:
        """Take places and claims to one from people; tells how many had any."""
        return len(
            list(queries.release_places(self._tx, event_id=event_id, ids=list(ids), now=now))
        )

    def close_invitations(self, ids: Sequence[UUID]) -> None:
        """Let nobody answer for these people, and no link lead to them."""
        queries.close_invitations(self._tx, ids=list(ids))
        queries.forget_codes(self._tx, ids=list(ids))

    def held_of(self, member_id: UUID) -> list[Row]:
        """Give a person's invitations and answers."""
        return list(queries.held_invitations(self._tx, member_id=member_id))

    # -- what notifications reports

    def keep_settled(
        self, send_id: UUID, event_id: UUID, version: int, totals: dict[str, int]
    ) -> None:
        queries.keep_settled(
            self._tx, send_id=send_id, event_id=event_id, version=version, totals=Jsonb(totals)
        )

    @staticmethod
    def _one(row: Any) -> Row:  # aiosql's results have no types
        assert row is not None  # noqa: S101 - the query always gives a row
        found: Row = row
        return found


def _columns(plan: Plan) -> Row:
    texts = {language: asdict(text) for language, text in plan.texts.items()}
    return {**{name: getattr(plan, name) for name in plan.__slots__}, "texts": Jsonb(texts)}
