-- Events that come again, by a rule of RFC 5545 that is read on the wall clock of their zone:
-- 18:00 stays 18:00 when Morocco changes its hour for Ramadan. Those of the next months are made
-- ahead, as drafts; `form` is what the next ones are made from.
create table series (
    id uuid primary key,
    rule text not null,
    starts_at timestamp not null,
    zone text not null,
    form jsonb not null,
    -- To whom each is published by itself, so many days before it; to nobody where there is nothing.
    audience_id uuid,
    publish_days integer check (publish_days between 0 and 60),
    regions text[],
    created_by uuid not null,
    created_at timestamptz not null default now(),
    looked_at timestamptz not null,
    ended boolean not null default false
);
create index series_to_extend on series (looked_at) where not ended;

-- `occurrence` is the wall-clock time at which the rule put an event, wherever it was moved to;
-- one that was changed alone is `apart` from what is changed of the others.
alter table events
    add column series_id uuid references series,
    add column occurrence timestamp,
    add column apart boolean not null default false,
    add constraint once_in_a_series unique (series_id, occurrence) deferrable initially immediate,
    add check ((series_id is null) = (occurrence is null));

-- What happens within an event, side by side or one after the other.
create table sessions (
    id uuid primary key,
    event_id uuid not null references events,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    capacity integer check (capacity > 0),
    room text not null default '',
    speakers text not null default '',
    texts jsonb not null,
    check (ends_at > starts_at)
);
create index sessions_of_event on sessions (event_id, starts_at, id);
alter table sessions enable row level security;
create policy within on sessions to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));
