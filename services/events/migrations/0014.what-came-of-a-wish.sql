-- What a wave was wished to be like, and what came of it: told by members, shown to organisers.
alter table waves add column balance jsonb;
-- A wish holds for what is published later, too.
alter table publishings add column wish jsonb;
