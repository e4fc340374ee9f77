-- How long what is kept for each purpose stays, and what was last taken out. The days are the
-- association's to change, but never below what the system itself lives by.
create table retention (
    purpose text primary key,
    days integer not null,
    least integer not null default 1,
    ran_at timestamptz,
    taken bigint not null default 0,       -- rows, by the last whole run
    taking bigint not null default 0,      -- rows, by the run that is under way
    constraint as_long_as_needed check (days >= least)
);
create index commands_by_age on commands (done_at);
create index parked_by_age on parked (parked_at);

-- A broker that lost its disk is told everything of seven days again: so long messages are kept,
-- and twice as long what was heard is remembered.
insert into retention (purpose, days, least) values
    ('messages_sent', 7, 7), ('messages_heard', 14, 14), ('commands', 30, 7), ('parked', 30, 7);
