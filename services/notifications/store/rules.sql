-- name: sending_rules^
select body from sending_rules;

-- name: put_sending_rules$
-- The version is the row's own, so that it only grows.
insert into sending_rules (version, body) values (1, jsonb_set(:body, '{version}', '1'))
on conflict (one) do update
   set version = sending_rules.version + 1,
       body = jsonb_set(excluded.body, '{version}', to_jsonb(sending_rules.version + 1))
returning body;

-- name: first_useless$
-- When the first row of a batch that waits is of no use any more.
select min(useful_until) from deliveries
 where month = :month and batch_id = :batch_id and state = 'waiting';

-- name: expire_useless
-- What would be of no use when quiet hours are over is not sent.
update deliveries
   set state = 'expired', reason = :reason, changed_at = :now
 where month = :month and batch_id = :batch_id and state = 'waiting'
   and coalesce(:useful_until::timestamptz, useful_until) <= :until
returning id;

-- name: hold_batch!
update batches set held = :held where id = :id;

-- name: is_held$
select held is not null from batches where id = :id;

-- name: zone$
select body ->> 'zone' from sending_rules;

-- name: wake_held
-- What held these batches has changed: they are looked at again now.
update batches set held = null, due_at = :now, taken_at = null, touched_at = :now
 where held = :held and not done
returning id, channel, urgent;

-- name: held_of_sends
-- Why batches of these sends do not go although rows are due, and until when.
select send_id, held, min(due_at) as until
  from batches
 where send_id = any(:send_ids) and held is not null and not done
 group by 1, 2;
