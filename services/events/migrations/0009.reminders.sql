-- Reminders: when each is due, how far it is, and how an organiser wants it. People are chosen
-- when it is due. A change, and the question once more to those who are silent, go the same way.
create table reminders (
    event_id uuid not null references events,
    what text not null
        check (what in ('day_before', 'morning_of', 'soon', 'afterwards', 'change', 'chase')),
    is_on boolean not null default true,
    at_time time,                              -- on the wall, in the event's zone
    minutes integer,                           -- before the start, or after the end
    state text not null default 'idle'
        check (state in ('idle', 'waiting', 'going', 'done', 'passed')),
    round integer not null default 1,          -- grows each time it is said anew
    due_at timestamptz,
    about timestamptz,                         -- the start or the end that it was arranged for
    useful_until timestamptz,
    after_holder uuid,                         -- where its pages are: the last that was told
    after_person uuid,
    told integer not null default 0,
    changed text[] not null default '{}',
    primary key (event_id, what),
    check (state = 'idle' or due_at is not null)
);
create index reminders_due on reminders (due_at) where state in ('waiting', 'going');

alter table reminders enable row level security;
create policy within on reminders to events_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));

-- The version of the event that its reminders were arranged for; null: not at all yet.
alter table events add column reminders_for integer;
create index events_to_arrange on events (starts_at)
    where state = 'published' and reminders_for is distinct from version;
-- Nobody is reminded now of what is over since long.
update events set reminders_for = version where ends_at < now() - interval '1 day';

-- What people say of an event afterwards, on the page behind their link.
create table feedback (
    event_id uuid not null references events,
    member_id uuid not null,
    came boolean not null,
    rating smallint not null check (rating between 1 and 5),
    again text not null check (again in ('yes', 'no', 'maybe')),
    words text not null default '',
    given_at timestamptz not null,
    primary key (event_id, member_id)
);
create index feedback_of_member on feedback (member_id);
alter table feedback enable row level security;
create policy within on feedback to events_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));
