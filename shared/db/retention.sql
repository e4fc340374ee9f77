-- name: due^
-- A purpose of which nothing was taken out for a day, and that nobody else is at.
select * from retention
 where ran_at is null or ran_at < :before
 order by ran_at nulls first, purpose
 limit 1
   for update skip locked;

-- name: go_on!
update retention set taking = taking + :taken where purpose = :purpose;

-- name: finish!
update retention set taken = taking + :taken, taking = 0, ran_at = :now where purpose = :purpose;

-- name: purposes
select purpose, days, least, ran_at, taken from retention order by purpose;

-- name: set_days!
update retention set days = :days where purpose = :purpose and :days >= least;

-- name: messages_sent!
delete from outbox where id in (
    select id from outbox where published_at < :before order by published_at limit :limit);

-- name: messages_heard!
-- The id is a UUIDv7: a range of ids is a range of time.
delete from inbox where (message_id, handler) in (
    select message_id, handler from inbox
     where message_id < (lpad(to_hex((extract(epoch from :before::timestamptz) * 1000)::bigint),
                              12, '0') || repeat('0', 20))::uuid
     order by message_id limit :limit);

-- name: commands!
delete from commands where id in (
    select id from commands where done_at < :before order by done_at limit :limit);

-- name: parked!
delete from parked where id in (
    select id from parked where parked_at < :before order by parked_at limit :limit);
