-- The programme as cards show it: the event's sessions, written again with each of them.
alter table events
    add column programme jsonb not null default '[]',
    -- Organisations that an event is held with, as people read their names.
    add column partners text[] not null default '{}';

-- What whoever says yes is asked. Nothing sensitive: that has no place outside the vault.
create table event_questions (
    id uuid primary key,
    event_id uuid not null references events,
    position integer not null,
    kind text not null check (kind in ('text', 'choice', 'yes_no')),
    required boolean not null,
    texts jsonb not null
);
create index event_questions_of_event on event_questions (event_id, position, id);
alter table event_questions enable row level security;
create policy within on event_questions to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

-- A meeting that a young person proposes. Nobody is named: whoever proposes it keeps a link, of
-- which only a hash is here, and reads the answer there. `origin` and `network` are keyed hashes
-- of where it came from; they are forgotten after a day.
create table proposals (
    id uuid primary key,
    link_hash bytea not null unique,
    language text not null,
    title text not null,
    idea text not null,
    place text not null,
    wish text not null,
    proposed_at timestamptz not null,
    origin text,
    network text,
    state text not null default 'new' check (state in ('new', 'approved', 'declined')),
    answer text not null default '',
    event_id uuid references events,
    decided_by uuid,
    decided_at timestamptz,
    check ((state = 'new') = (decided_at is null))
);
create index proposals_by_time on proposals (proposed_at desc, id desc);
create index proposals_by_origin on proposals (proposed_at) where origin is not null;
