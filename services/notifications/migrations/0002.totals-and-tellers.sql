-- Totals that are exact at any size, households that are told once, batches known to be done.

-- Every change of the ledger is noted here by the database itself, in the same transaction and in
-- sums per statement, so that no query can forget it; `totals` are those that were folded in.
-- Progress is read from the two, without counting a million rows.
create table movements (
    send_id uuid not null,
    channel text not null,
    state text not null,
    reason text not null,
    rows integer not null,
    people integer not null
);
create index movements_of_send on movements (send_id);

create table totals (
    send_id uuid not null,
    channel text not null,
    state text not null,
    reason text not null,
    rows bigint not null,
    people bigint not null,
    primary key (send_id, channel, state, reason)
);

-- What was told to others of a send: absolute totals, with a version that only grows. Not in
-- `sends`, whose rows every claim holds for a moment.
create table settlements (
    send_id uuid primary key references sends,
    version bigint not null,
    totals jsonb not null
);
insert into settlements (send_id, version, totals) select id, version, totals from sends;
alter table sends drop column version, drop column totals, drop column settled_at;

-- A person may have a row for each channel: `lead` is true for one of them, so people are counted.
alter table deliveries
    add column lead boolean not null default true,
    -- The card that a row without a contact waits for, too.
    add column card_version integer not null default 1;

-- A reason is told of rows that stay as they are; that of one that waits is of the moment.
create function reason_told(state text, reason text) returns text language sql immutable
return case when state in ('excluded', 'failed') then coalesce(reason, '') else '' end;

insert into totals (send_id, channel, state, reason, rows, people)
select send_id, channel, state, reason_told(state, reason),
       count(*), count(*) filter (where lead)
  from deliveries group by 1, 2, 3, 4;

create function deliveries_came() returns trigger language plpgsql as $$
begin
    insert into movements (send_id, channel, state, reason, rows, people)
    select send_id, channel, state, reason_told(state, reason),
           count(*), count(*) filter (where lead)
      from now_there group by 1, 2, 3, 4;
    return null;
end
$$;

create function deliveries_went() returns trigger language plpgsql as $$
begin
    insert into movements (send_id, channel, state, reason, rows, people)
    select send_id, channel, state, reason_told(state, reason),
           -count(*), -count(*) filter (where lead)
      from was_there group by 1, 2, 3, 4;
    return null;
end
$$;

create function deliveries_changed() returns trigger language plpgsql as $$
begin
    insert into movements (send_id, channel, state, reason, rows, people)
    select send_id, channel, state, reason_told(state, reason),
           sum(sign), coalesce(sum(sign) filter (where lead), 0)
      from (select send_id, channel, state, reason, lead, 1 as sign from now_there
            union all
            select send_id, channel, state, reason, lead, -1 from was_there) as change
     group by 1, 2, 3, 4
    having sum(sign) <> 0;
    return null;
end
$$;

create trigger deliveries_came after insert on deliveries
    referencing new table as now_there for each statement execute function deliveries_came();
create trigger deliveries_went after delete on deliveries
    referencing old table as was_there for each statement execute function deliveries_went();
create trigger deliveries_changed after update on deliveries
    referencing new table as now_there old table as was_there
    for each statement execute function deliveries_changed();

-- Batches: `due_at` is when the newest reference to one falls due, so that there is one at a
-- time; `done` when nothing of it waits or is being sent.
alter table batches add column due_at timestamptz, add column done boolean not null default false;
drop index batches_touched;
create index batches_open on batches (touched_at) where taken_at is not null and not done;

-- A cancellation goes through an event's people household by household.
alter table codes add column holder_id uuid not null
    generated always as (coalesce(household_id, member_id)) stored;
create index codes_of_holder on codes (event_id, holder_id, member_id);

-- Only rows that wait are looked for by send; sums do not need the ledger any more, and a
-- person's rows are found through the sends of the event.
drop index deliveries_of_send, deliveries_of_person;
create index deliveries_waiting on deliveries (send_id) where state = 'waiting';
create index deliveries_of_household on deliveries (send_id, household_id)
    where state = 'waiting' and channel = 'sms' and household_id is not null;
create index deliveries_unjoined on deliveries (changed_at)
    where state = 'waiting' and channel = 'undecided';
