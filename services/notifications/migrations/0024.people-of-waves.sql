-- How many people of each wave have rows: whoever invited them asks, and says again what is missing.
create table planned_waves (
    wave_id uuid primary key,
    event_id uuid not null,
    people integer not null,
    last_at timestamptz,                       -- when the last of them came
    meant integer                              -- how many it is for, since somebody asked
);
