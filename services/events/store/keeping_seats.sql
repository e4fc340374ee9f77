-- name: kept_seats_of
-- What is kept for each label, and how many places its people hold: confirmed or on offer.
select k.label, k.seats, k.until, k.released_at, coalesce(h.held, 0) as held
  from kept_seats k
  left join (select w.label, sum(r.seats) as held
               from rsvps r
               join invitations i on i.event_id = r.event_id and i.member_id = r.member_id
               join waves w on w.id = i.wave_id
              where r.event_id = :event_id and r.place in ('confirmed', 'offered')
                and w.label in (select label from kept_seats where event_id = :event_id)
              group by w.label) h using (label)
 where k.event_id = :event_id
 order by k.until, k.label;

-- name: keep_seats!
insert into kept_seats (event_id, label, seats, until)
values (:event_id, :label, :seats, :until)
on conflict (event_id, label) do update
   set seats = excluded.seats, until = excluded.until, released_at = null;

-- name: let_seats_go!
delete from kept_seats where event_id = :event_id and label = :label;

-- name: labels_of_people
-- By which wave some people were invited: its label, empty where it has none.
select i.member_id, w.label from invitations i join waves w on w.id = i.wave_id
 where i.event_id = :event_id and i.member_id = any(:ids);

-- name: first_in_queue_by_label
-- Like `first_in_queue`, of each label apart: so many as there are free places for it.
with queue as (
    select r.member_id, r.together, r.guests, r.asked,
           1 + r.guests - coalesce(r.offered, 0) as wanted,
           case when w.label = any(:labels::text[]) then w.label else '' end as label
      from rsvps r
      left join invitations i on i.event_id = r.event_id and i.member_id = r.member_id
      left join waves w on w.id = i.wave_id
     where r.event_id = :event_id
       and (r.place = 'waiting' or (r.place = 'offered' and r.offered <= r.guests))
), ranked as (
    select q.*, a.free, row_number() over (partition by q.label order by q.asked) as place
      from queue q
      join unnest(:labels::text[], :free::integer[]) as a (label, free) using (label)
     where a.free > 0 and (not q.together or q.guests < a.free)
)
select member_id, together, wanted, label from ranked where place <= free order by asked;

-- name: event_with_seats_to_release^
-- One event whose kept places are free for everybody now; another worker takes another event.
select * from events
 where id in (select event_id from kept_seats
               where released_at is null and until <= :now order by until limit 50)
 limit 1
   for update skip locked;

-- name: release_seats!
update kept_seats set released_at = :now
 where event_id = :event_id and released_at is null and until <= :now;
