-- name: release_send^
-- Not what a newer round says instead.
update sends s
   set state = 'running', released_by = :by, released_as = :words, withdrawn_at = null,
       unreleased = false
 where s.id = :id and s.state = 'held'
   and not exists (select from sends n
                    where n.event_id = s.event_id and n.kind = s.kind and n.round > s.round)
returning *;

-- name: withdraw_release!
-- What was released holds no more: it waits for a second person again. Not if they released something
-- newer meanwhile.
update sends
   set state = 'held', unreleased = true, released_as = null, withdrawn_at = :now
 where id = :id and state = 'running' and released_as = :released_as;

-- name: note_stop!
update sends set stopped_by = :by, stopped_at = :now, stops = stops + 1 where id = :id;

-- name: resume_send^
-- Whoever stopped it by hand may go on; not what a cancellation or a newer round has ended, nor what
-- says itself what was corrected, nor while a correction still looks whom it has reached. What
-- waited for a second person then does so again.
update sends s
   set state = case when s.unreleased then 'held' else 'running' end, closed = false, reopening = true, stopped_by = null
 where s.id = :id and s.state = 'stopped' and s.stopped_by is not null
   and not exists (select from cards c where c.event_id = s.event_id and c.cancelled)
   and not exists (select from sends n
                    where n.event_id = s.event_id and n.kind = s.kind and n.round > s.round)
   and not exists (select from sends k
                    where k.corrects = coalesce(s.resends, s.id) and k.resends is null
                      and (s.said is not null or k.plan_after is not null))
returning *;

-- name: send_to_reopen^
select * from sends where reopening order by created_at limit 1 for update skip locked;

-- name: reopen_rows
-- Rows that the stop has closed wait again; what was said about an older answer stays unsaid.
with closed as (
    select month, id from deliveries
     where month = :month and send_id = :send_id and state = 'stopped'
       and reason is distinct from 'answer_changed'
     limit :limit
       for update skip locked
)
update deliveries d
   set state = case when d.covered_by is null then 'waiting' else 'covered' end,
       reason = null, changed_at = :now
  from closed c
 where d.month = c.month and d.id = c.id
returning d.batch_id;

-- name: reopened!
update sends set reopening = false where id = :id;

-- name: open_batches
-- Batches of a send of which something waits: each gets a new reference.
update batches b set due_at = :now, taken_at = null, touched_at = :now
 where b.send_id = :send_id and b.announced_at is not null and not b.done
returning b.id, b.channel, b.urgent;

-- name: still_going$
-- Whether the send of a batch that is being sent has not been stopped.
select s.state = 'running' from batches b join sends s on s.id = b.send_id where b.id = :id;
