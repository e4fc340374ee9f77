-- name: first_to_settle$
-- One process at a time folds; the others find nothing to do.
select pg_try_advisory_xact_lock(hashtextextended('totals', 3));

-- name: sends_moved
select distinct m.send_id, s.event_id
  from movements m join sends s on s.id = m.send_id
 limit :limit;

-- name: fold_movements!
-- Add to a send's totals what has moved since they were last added up.
with moved as (
    delete from movements where send_id = :send_id returning *
)
insert into totals as t (send_id, channel, state, reason, rows, people, parts, cost)
select send_id, channel, state, reason, sum(rows), sum(people), sum(parts), sum(cost)
  from moved
 group by 1, 2, 3, 4
on conflict (send_id, channel, state, reason) do update
   set rows = t.rows + excluded.rows, people = t.people + excluded.people,
       parts = t.parts + excluded.parts, cost = t.cost + excluded.cost;

-- name: totals_of_sends
-- Where the rows of sends are: exact, without looking at a single one.
select send_id, channel, state, reason, sum(rows)::bigint as rows, sum(people)::bigint as people,
       sum(parts)::bigint as parts, sum(cost)::bigint as cost
  from (select send_id, channel, state, reason, rows, people, parts, cost
          from totals where send_id = any(:send_ids)
        union all
        select send_id, channel, state, reason, rows, people, parts, cost
          from movements where send_id = any(:send_ids)) as sums
 group by 1, 2, 3, 4
having sum(rows) <> 0 or sum(cost) <> 0;

-- name: settle^
-- Keep totals if they are others than before, and give their version.
insert into settlements as s (send_id, version, totals) values (:send_id, 1, :totals)
on conflict (send_id) do update
   set version = s.version + 1, totals = excluded.totals
 where s.totals <> excluded.totals
returning version;
