-- Who came in. Phones at the doors tell what they saw, each with its own time and an id that the
-- phone made: told twice, or late, or in another order, it comes to the same.
create table scans (
    id uuid primary key,
    event_id uuid not null references events,
    member_id uuid not null,
    kind text not null check (kind in ('in', 'out')),       -- out: it was taken back
    at timestamptz not null,
    guests integer not null default 0 check (guests >= 0),
    by_staff uuid not null,
    device uuid not null,
    door text not null default '',
    heard_at timestamptz not null default now()
);
create index scans_of_person on scans (event_id, member_id);

-- What the scans of a person come to: the first time since it was last taken back. `seen` grows
-- with every change, so that a phone asks for what it does not know yet.
create sequence door_changes;
create table check_ins (
    event_id uuid not null references events,
    member_id uuid not null,
    scan_id uuid,                                           -- null: taken back
    at timestamptz,
    door text not null default '',
    guests integer not null default 0,
    version integer not null default 1,
    seen bigint not null default nextval('door_changes'),
    primary key (event_id, member_id),
    check ((scan_id is null) = (at is null))
);
create index check_ins_seen on check_ins (event_id, seen);
-- What is held of one person is found in every event.
create index check_ins_of_member on check_ins (member_id);

alter table scans enable row level security;
create policy within on scans to events_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));
alter table check_ins enable row level security;
create policy within on check_ins to events_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));
