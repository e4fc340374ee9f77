-- How the reminders of a series are wanted: events that are made later have them so.
create table series_reminders (
    series_id uuid not null references series,
    what text not null check (what in ('day_before', 'morning_of', 'soon', 'afterwards')),
    is_on boolean not null,
    at_time time,                              -- as those of events
    minutes integer,
    primary key (series_id, what)
);
