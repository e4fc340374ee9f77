-- The calendar of one person, under an address that only they are shown: found by its keyed hash.
-- The address is made from the key, the person and `n`; one that was closed is not made again.
create table calendars (
    member_id uuid primary key,
    n integer not null default 1,
    hash bytea unique,
    opened_at timestamptz not null
);
