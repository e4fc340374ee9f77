-- Where an event's answers stand is kept by the database itself with every change, so that neither
-- a full hall nor an organiser's page counts them again. Answers take turns on their event's row,
-- so nobody else waits for this one.
create table tallies (
    event_id uuid primary key references events,
    yes integer not null default 0,
    no integer not null default 0,
    maybe integer not null default 0,
    confirmed integer not null default 0,
    waiting integer not null default 0,
    offered integer not null default 0
);

insert into tallies
select event_id,
       count(*) filter (where answer = 'yes'), count(*) filter (where answer = 'no'),
       count(*) filter (where answer = 'maybe'), count(*) filter (where place = 'confirmed'),
       count(*) filter (where place = 'waiting'), count(*) filter (where place = 'offered')
  from rsvps group by 1;

create function rsvps_changed() returns trigger language plpgsql as $$
begin
    insert into tallies as t
    select event_id,
           coalesce(sum(sign) filter (where answer = 'yes'), 0),
           coalesce(sum(sign) filter (where answer = 'no'), 0),
           coalesce(sum(sign) filter (where answer = 'maybe'), 0),
           coalesce(sum(sign) filter (where place = 'confirmed'), 0),
           coalesce(sum(sign) filter (where place = 'waiting'), 0),
           coalesce(sum(sign) filter (where place = 'offered'), 0)
      from (select event_id, answer, place, 1 as sign from now_there
            union all
            select event_id, answer, place, -1 from was_there) as change
     group by 1
    on conflict (event_id) do update
       set yes = t.yes + excluded.yes, no = t.no + excluded.no, maybe = t.maybe + excluded.maybe,
           confirmed = t.confirmed + excluded.confirmed,
           waiting = t.waiting + excluded.waiting, offered = t.offered + excluded.offered;
    return null;
end
$$;

create function rsvps_came() returns trigger language plpgsql as $$
begin
    insert into tallies as t
    select event_id,
           count(*) filter (where answer = 'yes'), count(*) filter (where answer = 'no'),
           count(*) filter (where answer = 'maybe'), count(*) filter (where place = 'confirmed'),
           count(*) filter (where place = 'waiting'), count(*) filter (where place = 'offered')
      from now_there
     group by 1
    on conflict (event_id) do update
       set yes = t.yes + excluded.yes, no = t.no + excluded.no, maybe = t.maybe + excluded.maybe,
           confirmed = t.confirmed + excluded.confirmed,
           waiting = t.waiting + excluded.waiting, offered = t.offered + excluded.offered;
    return null;
end
$$;

create trigger rsvps_came after insert on rsvps
    referencing new table as now_there for each statement execute function rsvps_came();
create trigger rsvps_changed after update on rsvps
    referencing new table as now_there old table as was_there
    for each statement execute function rsvps_changed();

drop index rsvps_by_place;

-- A code lives as long as its event's codes do: moving an event does not touch a million codes.
-- Only one that ends sooner says when.
alter table codes alter column expires_at drop not null;
update codes set expires_at = null;
