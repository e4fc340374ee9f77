-- Events, whom they invite, and what people answer.

create table events (
    id uuid primary key,
    type text not null,
    state text not null default 'draft' check (state in ('draft', 'published', 'cancelled')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    zone text not null,
    capacity integer not null check (capacity > 0),
    languages text[] not null,
    texts jsonb not null,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    published_at timestamptz,
    cancelled_at timestamptz,
    check (ends_at > starts_at)
);
create index events_by_start on events (starts_at desc, id desc);

-- A wave: one audience that is asked for, and how much of it has been heard.
create table waves (
    id uuid primary key,
    event_id uuid not null references events,
    audience_id uuid not null,
    requested_at timestamptz not null default now(),
    heard integer not null default 0,
    total integer,
    complete_at timestamptz
);
create index waves_of_event on waves (event_id);

create table wave_pages (
    wave_id uuid not null references waves,
    page integer not null,
    primary key (wave_id, page)
);

-- A code opens the invitations of one person or household. Only its keyed hash is here: the
-- code itself travels once, to notifications, and can be made again from the key.
create table codes (
    hash bytea primary key,
    event_id uuid not null references events,
    holder_id uuid not null,
    n integer not null,
    expires_at timestamptz not null,
    constraint one_code_per_holder unique (event_id, holder_id)
);

create table invitations (
    event_id uuid not null references events,
    member_id uuid not null,
    wave_id uuid not null references waves,
    holder_id uuid not null,
    refused text,
    card_version integer not null,
    issued_at timestamptz not null default now(),
    primary key (event_id, member_id)
);
create index invitations_by_holder on invitations (event_id, holder_id);

-- `asked` is the order of asking, within an event.
create sequence asking;
create table rsvps (
    event_id uuid not null references events,
    member_id uuid not null,
    answer text not null check (answer in ('yes', 'no', 'maybe')),
    place text not null check (place in ('none', 'confirmed', 'waiting', 'offered')),
    asked bigint,
    version integer not null default 1,
    answered_at timestamptz not null,
    offered_until timestamptz,
    primary key (event_id, member_id),
    check ((place = 'offered') = (offered_until is not null))
);
create index rsvps_queue on rsvps (event_id, asked) where place = 'waiting';
create index rsvps_held on rsvps (event_id) where place in ('confirmed', 'offered');
create index rsvps_offers on rsvps (offered_until) where place = 'offered';
create index rsvps_by_time on rsvps (event_id, answered_at, member_id);

-- What notifications says of an event's sends: absolute totals, the newest version.
create table deliveries_settled (
    send_id uuid primary key,
    event_id uuid not null,
    version bigint not null,
    totals jsonb not null
);
