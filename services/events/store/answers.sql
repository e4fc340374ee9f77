-- name: find_rsvp^
select * from rsvps where event_id = :event_id and member_id = :member_id;

-- name: seats^
select coalesce(t.confirmed + t.offered, 0) as held, coalesce(t.waiting, 0) as waiting,
       exists (select from kept_seats k
                where k.event_id = :event_id and k.released_at is null) as are_kept
  from (select 1) one left join tallies t on t.event_id = :event_id;

-- name: put_answer^
-- Keep an answer; who asks for a place gets a number in the order of asking, once.
insert into rsvps as r (event_id, member_id, answer, place, guests, together, source, noted_by,
                        asked, answered_at)
values (:event_id, :member_id, :answer, :place, :guests, :together, :source, :noted_by,
        case when :place <> 'none' then nextval('asking') end, :now)
on conflict (event_id, member_id) do update
   set answer = excluded.answer,
       place = excluded.place,
       guests = excluded.guests,
       together = excluded.together,
       source = excluded.source,
       noted_by = excluded.noted_by,
       asked = case when excluded.place = 'none' then null
                    when r.place = 'none' then excluded.asked
                    else r.asked end,
       version = r.version + 1,
       answered_at = :now,
       offered = null,
       offered_until = null
returning *;

-- name: give_place^
-- Whoever waits has a place.
update rsvps set place = 'confirmed', together = false, version = version + 1
 where event_id = :event_id and member_id = :member_id
returning *;

-- name: leave_other_seats
-- One person has one place: what was kept under their other ids is free again.
update rsvps
   set answer = :answer, place = 'none', guests = 0, together = false, asked = null,
       offered = null, offered_until = null, version = version + 1, answered_at = :now
 where event_id = :event_id and place <> 'none' and member_id <> :seat_id
   and member_id in (select ids_of(:seat_id))
returning *;

-- name: first_in_queue
-- Whoever can be given some of the free places, by the order of asking: not those who wait for
-- more together. Whoever is offered fewer than they asked for waits for the rest, before others.
select member_id, together, 1 + guests - coalesce(offered, 0) as wanted
  from rsvps
 where event_id = :event_id
   and (place = 'waiting' or (place = 'offered' and offered <= guests))
   and (not together or guests < :free)
 order by asked
 limit :free;

-- name: offer_places
-- Hold places for people in the queue.
update rsvps r
   set place = 'offered', offered = coalesce(r.offered, 0) + page.given, together = false,
       offered_until = :until, version = r.version + 1
  from unnest(:member_ids::uuid[], :given::integer[]) as page (member_id, given)
 where r.event_id = :event_id and r.member_id = page.member_id
returning r.*;

-- name: event_with_lapsed_offer^
-- One event with an offer that nobody took in time; another worker takes another event.
select e.* from events e
 where e.id in (select event_id from rsvps
                 where place = 'offered' and offered_until <= :now
                 order by offered_until limit 50)
 limit 1
   for update skip locked;

-- name: shorten_offers
-- Nobody has longer to take a place than until the start, also when that is moved forward.
update rsvps set offered_until = :starts_at, version = version + 1
 where event_id = :event_id and place = 'offered' and offered_until > :starts_at
returning *;

-- name: lapse_offers
update rsvps
   set place = 'none', asked = null, offered = null, offered_until = null, version = version + 1
 where event_id = :event_id and place = 'offered' and offered_until <= :now
returning *;

-- name: page_of_answers
-- In the order they came; who waits, with the place in the queue.
with queue as materialized (
    select member_id, row_number() over (order by asked) as position
      from rsvps
     where event_id = :event_id and place = 'waiting'
       and (:place::text is null or :place::text = 'waiting')
)
select r.member_id, r.answer, r.place, r.guests, r.source, r.answered_at, q.position
  from rsvps r left join queue q using (member_id)
 where r.event_id = :event_id
   and (:place::text is null or r.place = :place)
   and (:after_time::timestamptz is null
        or (r.answered_at, r.member_id) > (:after_time::timestamptz, :after_id::uuid))
 order by r.answered_at, r.member_id
 limit :limit;
