"""A generated crowd, as large as wanted, put into the tables of members by sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString
from uuid import UUID

from shared.db.database import Transaction

PIECE = 50_000
"""The most people that one statement adds."""

BOARD = "bench-board"
"""A body of 110."""
INVITED = UUID("01900000-0000-7000-8000-0000000000e1")
"""An event to which three in ten were invited; a quarter of them answered, a tenth came."""
OLDER = UUID("01900000-0000-7000-8000-0000000000e2")
BY_HAND = UUID("01900000-0000-7000-8000-0000000000f1")
"""A list of 500 people."""

# Numbers that stand for chance: they spread, and come out the same each time.
SPREAD: LiteralString = """
create function pg_temp.chance(n bigint, salt integer) returns integer language sql immutable as
$$select (hashint8extended(n, salt) & 1023)::integer$$;
create function pg_temp.an_id(n bigint) returns uuid language sql immutable as
$$select md5('person ' || n)::uuid$$;
"""
NAMED: LiteralString = """
insert into bodies (code, names)
select 'bench-' || n, '{"fr": "Instance"}'::jsonb from generate_series(1, 9) n
union all select 'bench-board', '{"fr": "Conseil"}'::jsonb;
insert into tags (code, name) select 'bench-' || n, 'Étiquette ' || n from generate_series(1, 20) n;
insert into hand_lists (id, name, created_by) values (%(list)s, 'À la main', %(list)s)
"""
PARTS: LiteralString = """
insert into participation (event_id, person_id, invited_at, answer, attended_at)
select event, pg_temp.an_id(n), now(),
       case when pg_temp.chance(n, 12) < 256
            then (array['yes', 'yes', 'maybe', 'no'])[1 + mod(pg_temp.chance(n, 13), 4)] end,
       case when pg_temp.chance(n, 14) < 102 then now() end
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
 cross join unnest(%(events)s::uuid[]) with ordinality as of_events (event, place)
 where pg_temp.chance(n, 10 + of_events.place::integer) < 307
"""
PEOPLE: LiteralString = """
insert into people (id, first_name, last_name, name_key, language, region, birth_year, gender,
                    guardian_consent, mobile, landline, email, wish, town, town_key)
select pg_temp.an_id(n), 'Personne', n::text, 'personne ' || n,
       (array['fr', 'ar', 'ar', 'zgh'])[1 + mod(pg_temp.chance(n, 1), 4)],
       (select code from regions where position = 1 + mod(pg_temp.chance(n, 2), 13)),
       case when pg_temp.chance(n, 3) < 900 then 1960 + mod(pg_temp.chance(n, 4), 52) end,
       (array['woman', 'woman', 'man', 'man', null])[1 + mod(pg_temp.chance(n, 5), 5)],
       case when pg_temp.chance(n, 6) < 100 then date '2026-01-01' end,
       case when pg_temp.chance(n, 7) < 800 then '+2126' || lpad(n::text, 8, '0') end,
       case when pg_temp.chance(n, 8) < 100 then '+2125' || lpad(n::text, 8, '0') end,
       case when pg_temp.chance(n, 9) < 600 then 'p' || n || '@courriel.example' end,
       (array['any', 'any', 'sms', 'both'])[1 + mod(pg_temp.chance(n, 15), 4)], town, lower(town)
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
 cross join lateral (
     select 'Town' || mod(pg_temp.chance(n, 16), 300) as town) named
"""
CONSENTS: LiteralString = """
insert into standing_consents (person_id, channel, given, own, at)
select pg_temp.an_id(n), channel, pg_temp.chance(n, 20 + place::integer) < 850, false, now()
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
 cross join unnest(array['sms', 'email']) with ordinality as of_channels (channel, place)
"""
BELONGING: LiteralString = """
insert into people_axes (person_id, axis)
select pg_temp.an_id(n), code
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
  join axes on pg_temp.chance(n, 30 + position) < 300;
insert into mandates (person_id, body)
select pg_temp.an_id(n), 'bench-' || 1 + mod(pg_temp.chance(n, 40), 9)
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
 where pg_temp.chance(n, 41) < 300;
insert into people_tags (person_id, tag)
select pg_temp.an_id(n), 'bench-' || place
  from generate_series(%(first)s::bigint, %(last)s::bigint) n
 cross join generate_series(1, 20) place
 where pg_temp.chance(n, 50 + place) < 20
"""
FEW: LiteralString = """
insert into mandates (person_id, body)
select pg_temp.an_id(n * %(people)s / 110), 'bench-board' from generate_series(1, 110) n;
insert into hand_list_people (list_id, person_id)
select %(list)s, pg_temp.an_id(n * %(people)s / 500) from generate_series(1, 500) n
"""
IN_BRIEF: LiteralString = """
select write_in_brief(array(
    select pg_temp.an_id(n) from generate_series(%(first)s::bigint, %(last)s::bigint) n))
"""
TABLES: LiteralString = (
    "vacuum (analyze) people, people_in_brief, standing_consents, people_axes, mandates,"
    " people_tags, hand_list_people, participation"
)


def bring(tx: Transaction, people: int, *, came: Callable[[int], None]) -> None:
    """
    Add so many people, with what they are sorted by, and tell how many came at each piece.

    `tx` commits by itself, and is an administrator's: people are put in brief once a piece, not
    by the triggers at each of their tables.
    """
    _all(tx, SPREAD)
    _all(tx, NAMED, list=BY_HAND)
    tx.execute("set session_replication_role = replica")
    for first in range(1, people + 1, PIECE):
        piece = {"first": first, "last": min(first + PIECE - 1, people)}
        _all(tx, PARTS, **piece, events=[INVITED, OLDER])
        for statement in (PEOPLE, CONSENTS, BELONGING):
            _all(tx, statement, **piece)
        if piece["last"] == people:
            _all(tx, FEW, list=BY_HAND, people=people)
        tx.execute(IN_BRIEF, piece)
        came(piece["last"] - first + 1)
    tx.execute("set session_replication_role = origin")
    tx.execute(TABLES)


def _all(tx: Transaction, statements: LiteralString, **values: object) -> None:
    if statements is SPREAD:
        tx.execute(statements)
        return
    for statement in statements.split(";"):
        tx.execute(statement, values)
