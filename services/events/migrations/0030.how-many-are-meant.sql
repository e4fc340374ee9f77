-- How many an announcement to those who answered something is for, and who asked: above a number
-- that the association sets a second person releases it, as with every other send to many.
alter table waves add column meant integer not null default 0;
