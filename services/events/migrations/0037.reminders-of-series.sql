-- How the reminders of a series are wanted: events that are made later have them so.
create table series_reminders (
    series_id uuid not null references series,
    what text not null check (what in ('day_before', 'morning_of', 'soon', 'afterwards')),
    is_on boolean not null,
    at_time time,                              -- as those of events
    minutes integer,
    primary key (series_id, what)
);

-- As the series itself: whoever is limited to some of its events does not say how all are.
alter table series_reminders enable row level security;
create policy seen on series_reminders for select to events_within using (true);
create policy changed on series_reminders to events_within
 using ((select within_events()) is null) with check ((select within_events()) is null);
