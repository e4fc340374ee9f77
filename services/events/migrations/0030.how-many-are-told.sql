-- How many a reminder or an announcement is for in all, as counted when it begins, and who asked for
-- it: what goes to very many waits for a second person.
alter table reminders add column meant integer not null default 0, add column asked_by uuid;
alter table waves add column meant integer not null default 0;
