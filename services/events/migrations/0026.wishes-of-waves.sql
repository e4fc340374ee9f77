-- What a planned wave is wished to be like, and who wished it: passed on when it goes.
alter table waves add column wish jsonb, add column asked_by uuid;
