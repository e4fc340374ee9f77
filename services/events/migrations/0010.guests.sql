-- An answer may bring guests, who need places too. Until when answers are given, and how many
-- guests one may bring, the event says.
alter table events
    add column if not exists answer_until timestamptz,
    add column if not exists guests_most integer not null default 0;

-- `offered` is how many places an offer holds: fewer than were asked for, when there are not more.
-- `together` says that all places are wanted at once: fewer are not offered again.
alter table rsvps
    add column guests integer not null default 0 check (guests >= 0),
    add column offered integer check (offered > 0),
    add column together boolean not null default false;
update rsvps set offered = 1 where place = 'offered';
alter table rsvps
    add constraint guests_come_with_a_yes check (answer = 'yes' or guests = 0),
    add constraint offers_hold_places
        check ((place = 'offered') = (offered is not null) and offered <= 1 + guests),
    add constraint together_is_for_the_queue check (not together or place = 'waiting'),
    add column seats integer not null generated always as (
        case place when 'none' then 0 when 'offered' then offered else 1 + guests end) stored;

-- Whoever has been offered fewer places than asked for stands in the queue for the rest.
drop index rsvps_queue;
create index rsvps_queue on rsvps (event_id, asked)
 where place = 'waiting' or (place = 'offered' and offered <= guests);

-- Answers are counted by people, places by seats. As before, the database keeps the sums.
create or replace function rsvps_changed() returns trigger language plpgsql as $$
begin
    insert into tallies as t
    select event_id,
           coalesce(sum(sign) filter (where answer = 'yes'), 0),
           coalesce(sum(sign) filter (where answer = 'no'), 0),
           coalesce(sum(sign) filter (where answer = 'maybe'), 0),
           coalesce(sum(sign * seats) filter (where place = 'confirmed'), 0),
           coalesce(sum(sign * seats) filter (where place = 'waiting'), 0),
           coalesce(sum(sign * seats) filter (where place = 'offered'), 0)
      from (select event_id, answer, place, seats, 1 as sign from now_there
            union all
            select event_id, answer, place, seats, -1 from was_there) as change
     group by 1
    on conflict (event_id) do update
       set yes = t.yes + excluded.yes, no = t.no + excluded.no, maybe = t.maybe + excluded.maybe,
           confirmed = t.confirmed + excluded.confirmed,
           waiting = t.waiting + excluded.waiting, offered = t.offered + excluded.offered;
    return null;
end
$$;

create or replace function rsvps_came() returns trigger language plpgsql as $$
begin
    insert into tallies as t
    select event_id,
           count(*) filter (where answer = 'yes'), count(*) filter (where answer = 'no'),
           count(*) filter (where answer = 'maybe'),
           coalesce(sum(seats) filter (where place = 'confirmed'), 0),
           coalesce(sum(seats) filter (where place = 'waiting'), 0),
           coalesce(sum(seats) filter (where place = 'offered'), 0)
      from now_there
     group by 1
    on conflict (event_id) do update
       set yes = t.yes + excluded.yes, no = t.no + excluded.no, maybe = t.maybe + excluded.maybe,
           confirmed = t.confirmed + excluded.confirmed,
           waiting = t.waiting + excluded.waiting, offered = t.offered + excluded.offered;
    return null;
end
$$;
