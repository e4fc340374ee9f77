-- name: put_on_agenda!
-- Before the event itself is changed: that statement gives the row as it stands afterwards.
update events set listed = :listed, axes = :axes
 where id = :id and (listed, axes) is distinct from (:listed::boolean, :axes::text[]);

-- name: agenda_ahead
-- What has not ended and is public, the next first; also what was cancelled: people had noted it.
select * from events
 where published_at is not null and is_listed(listed, type)
   and ends_at > :now
   and (:axis::text is null or :axis::text = any (axes))
   and (:after_start::timestamptz is null
        or (starts_at, id) > (:after_start::timestamptz, :after_id::uuid))
 order by starts_at, id
 limit :limit;

-- name: agenda_past
-- What took place, the latest first.
select * from events
 where published_at is not null and is_listed(listed, type) and state = 'published'
   and ends_at <= :now
   and (:axis::text is null or :axis::text = any (axes))
   and (:after_start::timestamptz is null
        or (starts_at, id) < (:after_start::timestamptz, :after_id::uuid))
 order by starts_at desc, id desc
 limit :limit;

-- name: axes_of_agenda
-- The axes that somebody can choose among, of a year back and all that is ahead.
select distinct unnest(axes) as axis from events
 where published_at is not null and is_listed(listed, type) and starts_at > :since
 order by 1;

-- name: agenda_event^
select * from events
 where id = :id and published_at is not null and is_listed(listed, type);
