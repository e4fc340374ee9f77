-- Keys of the ledger begin with what is unique.
--
-- The planner has no statistics of a table that has just begun to fill, and a new month begins a
-- new partition: it then takes `month = …` for a choice of few rows and reads the whole month by
-- a key that begins with it. A key that begins with an id leaves it no such choice.

alter table deliveries drop constraint deliveries_pkey;
alter table deliveries add primary key (id, month);
alter table deliveries drop constraint told_once;
alter table deliveries
    add constraint told_once unique (member_id, send_id, channel, occasion, month);
