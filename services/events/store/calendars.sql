-- name: find_calendar^
select * from calendars where member_id = :member_id;

-- name: hold_calendar^
-- The person's row, made if there is none; whoever else opens or closes it waits.
insert into calendars as c (member_id, opened_at) values (:member_id, :now)
on conflict (member_id) do update set member_id = c.member_id
returning *;

-- name: open_calendar!
update calendars set hash = :hash, opened_at = :now where member_id = :member_id;

-- name: close_calendar!
-- The next address is another one.
update calendars set hash = null, n = n + 1
 where member_id = :member_id and hash is not null;

-- name: calendar_behind^
select member_id from calendars where hash = :hash;

-- name: calendar_of
-- What a person is invited to under any of their ids, with their answer, unless it was a no.
with own as materialized (select ids_of(:member_id) as id),
invited as (
    select distinct event_id from invitations
     where member_id in (select id from own) and refused is null
)
select e.*, r.answer
  from invited i
  join events e on e.id = i.event_id
  left join lateral (
       select answer from rsvps
        where event_id = e.id and member_id in (select id from own)
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], place),
                 answered_at desc, member_id
        limit 1) r on true
 where e.published_at is not null and e.ends_at > :since and r.answer is distinct from 'no'
 order by e.starts_at, e.id
 limit :limit;

-- name: forget_calendars!
delete from calendars where member_id = any (:ids);
