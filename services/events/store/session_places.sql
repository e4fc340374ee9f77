-- name: rooms_of
-- Sessions that have not room for everybody, and how many places in them are taken: whoever chose
-- one comes with their guests.
select s.id as session_id, s.capacity, count(r.member_id) as people,
       coalesce(sum(1 + r.guests), 0) as taken
  from sessions s
  left join session_places p on p.session_id = s.id
  left join rsvps r on r.event_id = p.event_id and r.member_id = p.member_id
 where s.event_id = :event_id and s.capacity is not null
 group by s.id
 order by s.starts_at, s.ends_at, s.id;

-- name: places_of
-- What some people chose, of what is to be chosen still.
select p.member_id, p.session_id
  from session_places p join sessions s on s.id = p.session_id
 where p.event_id = :event_id and p.member_id = any(:ids) and s.capacity is not null
 order by s.starts_at, s.ends_at, s.id;

-- name: page_in_session
select p.member_id, r.guests
  from session_places p
  join rsvps r on r.event_id = p.event_id and r.member_id = p.member_id
 where p.session_id = :session_id and p.event_id = :event_id
   and (:after::uuid is null or p.member_id > :after::uuid)
 order by p.member_id
 limit :limit;

-- name: leave_sessions!
-- Of what somebody chose before, all but this.
delete from session_places
 where event_id = :event_id and member_id = :member_id and session_id <> all(:session_ids);

-- name: take_sessions!
insert into session_places (event_id, member_id, session_id, chosen_at)
select :event_id, :member_id, session_id, :now from unnest(:session_ids::uuid[]) as session_id
on conflict do nothing;

-- name: empty_session!
delete from session_places where session_id = :session_id;
