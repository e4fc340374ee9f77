-- What stands on the public agenda, and under which axes. Nothing said means what is usual for the
-- kind. What was written before there was an agenda is not made public by it.
alter table events
    add column listed boolean,
    add column axes text[] not null default '{}',
    add column changed_at timestamptz not null default now();
update events set listed = false, changed_at = coalesce(cancelled_at, published_at, created_at);

-- Calendars ask when a thing last changed, whichever statement changed it.
create function event_changed() returns trigger language plpgsql as $$
begin
    new.changed_at := now();
    return new;
end
$$;
create trigger event_changed before update on events
    for each row when (old.* is distinct from new.*) execute function event_changed();

create function is_listed(listed boolean, type text) returns boolean language sql immutable as
$$select coalesce(listed, type <> 'assembly')$$;

create index agenda_by_start on events (starts_at, id)
    where published_at is not null and is_listed(listed, type);
