-- name: put_session!
insert into sessions (id, event_id, starts_at, ends_at, capacity, room, speakers, texts)
values (:id, :event_id, :starts_at, :ends_at, :capacity, :room, :speakers, :texts)
on conflict (id) do update
   set starts_at = excluded.starts_at, ends_at = excluded.ends_at,
       capacity = excluded.capacity, room = excluded.room, speakers = excluded.speakers,
       texts = excluded.texts
 where sessions.event_id = excluded.event_id;

-- name: remove_session!
delete from sessions where id = :id and event_id = :event_id;

-- name: sessions_of
select * from sessions where event_id = :event_id order by starts_at, ends_at, id;

-- name: move_sessions!
-- Sessions keep their distance from the start of their event, on the wall clock.
update sessions
   set starts_at = ((starts_at at time zone :zone_before) + :by::interval) at time zone :zone,
       ends_at = ((ends_at at time zone :zone_before) + :by::interval) at time zone :zone
 where event_id = :event_id;

-- name: keep_programme^
-- What cards show of the sessions; people who hold an older card get a newer one.
update events
   set programme = :programme,
       version = version + case when state = 'draft' or not :newer then 0 else 1 end
 where id = :event_id
returning *;
