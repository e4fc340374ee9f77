-- Places that are kept for the people of the waves with one label, until a time: then whoever is
-- next in the queue is offered what is left of them.
create table kept_seats (
    event_id uuid not null references events,
    label text not null check (label <> ''),
    seats integer not null check (seats > 0),
    until timestamptz not null,
    released_at timestamptz,
    primary key (event_id, label)
);
create index kept_seats_due on kept_seats (until) where released_at is null;
alter table kept_seats enable row level security;
create policy within on kept_seats to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));
