-- What a wave was wished to be like, and what came of it: told by members, shown to organisers.
alter table waves add column balance jsonb;
