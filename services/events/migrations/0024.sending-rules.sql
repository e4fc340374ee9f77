-- The association's quiet hours, as notifications tells: places that are offered are held for hours
-- awake. One row, once somebody has decided.
create table sending_rules (
    one boolean primary key default true check (one),
    version integer not null,
    body jsonb not null
);
