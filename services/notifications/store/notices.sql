-- name: notices
-- What became of telling these people of an event: a row for each send and channel.
select s.id as send_id, s.kind, d.member_id, d.channel, coalesce(t.state, d.state) as state,
       t.id is not null as shared, coalesce(t.changed_at, d.changed_at) as at,
       coalesce(case when d.state <> 'waiting' then t.reason end, d.reason,
                case when d.state <> 'waiting' then null
                     when s.state = 'held' then 'second_person' else b.held end, '') as reason,
       case when d.state = 'waiting' then greatest(d.due_at, b.due_at) end as until,
       g.delivery_id is not null as in_gap
  from sends s
  join deliveries d on d.month = s.month and d.send_id = s.id
  left join deliveries t on d.state = 'covered' and t.month = d.month and t.id = d.covered_by
  left join batches b on b.id = d.batch_id
  left join gaps g on g.month = d.month and g.delivery_id = coalesce(d.covered_by, d.id)
 where s.event_id = :event_id and d.member_id = any(:member_ids)
 order by d.member_id, s.created_at, d.channel, d.occasion;

-- name: count_gap$
-- How many messages of an event were on their way when their send was stopped.
select count(*) from sends s join gaps g on g.send_id = s.id where s.event_id = :event_id;

-- name: people_by_reason
-- Whom messages of an event did not reach for a reason: of each send the next by key.
select s.id as send_id, s.kind, d.member_id, d.channel, d.state, coalesce(d.reason, '') as reason,
       false as shared, d.changed_at as at, null::timestamptz as until,
       exists (select from gaps g
                where g.month = d.month and g.delivery_id = coalesce(d.covered_by, d.id)) as in_gap
  from sends s
 cross join lateral (
       select d.* from deliveries d
        where d.month = s.month and d.send_id = s.id and d.state = :state
          and d.state in ('failed', 'expired', 'excluded', 'uncertain', 'stopped')
          and coalesce(d.reason, '') = :reason and d.channel = :channel
          and d.member_id >= :after and (d.member_id > :after or s.id > :after_send)
        order by d.member_id
        limit :limit) d
 where s.event_id = :event_id
 order by d.member_id, s.id
 limit :limit;

-- name: people_in_gap
-- Who was on the way when a send was stopped, and who was told through them; what became of it.
select s.id as send_id, s.kind, d.member_id, d.channel, coalesce(t.state, d.state) as state,
       coalesce(t.reason, d.reason, '') as reason, t.id is not null as shared,
       coalesce(t.changed_at, d.changed_at) as at, null::timestamptz as until, true as in_gap
  from sends s
  join gaps g on g.send_id = s.id
  join deliveries d on d.month = g.month and (d.id = g.delivery_id or d.covered_by = g.delivery_id)
  left join deliveries t on d.state = 'covered' and t.month = d.month and t.id = d.covered_by
 where s.event_id = :event_id
   and (d.member_id, s.id, d.channel) > (:after, :after_send, :after_channel)
 order by d.member_id, s.id, d.channel
 limit :limit;
