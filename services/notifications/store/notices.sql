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
