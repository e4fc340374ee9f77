-- A body that an event convenes, with what its statutes said then, and who was in mandate.
create table assemblies (
    event_id uuid primary key references events,
    body text not null,
    names jsonb not null,
    statutes jsonb not null,
    agenda jsonb not null default '{}',
    convocation integer not null default 1 check (convocation in (1, 2)),
    late_reason text not null default '',
    -- The roll that counts: the newest that is complete, and how many stand on it.
    roll_id uuid,
    members integer
);
alter table assemblies enable row level security;
create policy within on assemblies to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

-- A question to members: who is in mandate on the day? Answered page by page; `pages` are those
-- that were heard. Each roll is asked anew and stands for itself.
create table rolls (
    id uuid primary key,
    event_id uuid not null references events,
    day date not null,
    asked_at timestamptz not null,
    pages integer[] not null default '{}',
    heard integer not null default 0,
    total integer,
    complete_at timestamptz
);
create index rolls_of_event on rolls (event_id, asked_at);

-- Bare ids of members in mandate.
create table roll_members (
    roll_id uuid not null references rolls on delete cascade,
    event_id uuid not null references events,
    member_id uuid not null,
    primary key (roll_id, member_id)
);
create index roll_members_of_member on roll_members (member_id);
alter table roll_members enable row level security;
create policy within on roll_members to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

-- What cards show of it.
alter table events add column assembly jsonb;

-- A wave for the members of a body has no audience.
alter table waves add column body text;
alter table waves
    drop constraint whom,
    add constraint whom check (audience_id is not null or to_answer is not null
                               or kind = 'request' or body is not null);
