-- name: put_publishing!
-- An event is to be published; what was asked before is replaced.
insert into publishings (event_id, publish_at, audience_id, regions, wish, asked_by, asked_at)
values (:event_id, :publish_at, :audience_id, :regions, :wish, :asked_by, :now)
on conflict (event_id) do update
   set publish_at = excluded.publish_at, audience_id = excluded.audience_id,
       regions = excluded.regions, wish = excluded.wish,
       asked_by = excluded.asked_by, asked_at = excluded.asked_at, refused = null;

-- name: drop_publishing$
-- Nothing comes back when the event was not to be published.
delete from publishings where event_id = :event_id returning event_id;

-- name: move_publishing!
-- A draft that moves is published as long before as it was to be, or at once.
update publishings set publish_at = greatest(publish_at + :by::interval, :now)
 where event_id = :event_id;

-- name: event_to_publish^
-- One event whose time to be published has come; another worker takes another one.
select * from events
 where id in (select event_id from publishings
               where publish_at <= :now and refused is null
               order by publish_at limit 50)
 limit 1
   for update skip locked;

-- name: find_publishing^
select * from publishings where event_id = :event_id;

-- name: refuse_publishing!
-- It came to nothing: the event's page says why.
update publishings set refused = :why where event_id = :event_id;

-- name: publishings_of
select event_id, publish_at, audience_id, refused from publishings where event_id = any (:ids);
