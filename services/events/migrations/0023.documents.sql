-- Files of an assembly: what is decided about, and the minutes afterwards. They hold what the
-- association puts into them, and are kept as its own records are: nothing of it is of one person.
create table documents (
    id uuid primary key,
    event_id uuid not null references events,
    kind text not null check (kind in ('document', 'minutes')),
    name text not null,
    media_type text not null,
    size integer not null check (size > 0),
    complete boolean not null default false,
    added_at timestamptz not null,
    added_by uuid not null
);
create index documents_of_event on documents (event_id, added_at);
alter table documents enable row level security;
create policy within on documents to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

-- In pieces of 256 kB at most, from 0.
create table document_pieces (
    document_id uuid not null references documents on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (document_id, number)
);
