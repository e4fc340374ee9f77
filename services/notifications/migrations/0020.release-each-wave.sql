-- A send of invitations has many waves: each that is to so many waits for a second person anew.
alter table sends
    add column unreleased boolean not null default false,
    add column weighed uuid[] not null default '{}',     -- what it was held for before
    add column also_asked uuid[] not null default '{}';  -- who asked for what waits, beside asked_by
update sends set unreleased = true where state = 'held';
