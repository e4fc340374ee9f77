-- name: invited_people
-- Those of some people who are invited, with their answer if there is one. Who has several ids
-- has one answer, whichever of them is asked for: `seat_id` is the id that it stands under.
select asked.member_id, r.answer, coalesce(r.place, 'none') as place, r.offered_until, r.offered,
       coalesce(r.guests, 0) as guests, coalesce(r.together, false) as together,
       coalesce(r.member_id, i.member_id) as seat_id,
       case when r.place = 'waiting' then
           (select count(*) from rsvps q
             where q.event_id = :event_id and q.place = 'waiting' and q.asked <= r.asked)
       end as position
  from unnest(:member_ids::uuid[]) as asked (member_id)
  join lateral (
       select i.member_id from invitations i
        where i.event_id = :event_id and i.member_id in (select ids_of(asked.member_id))
          and i.refused is null
        order by i.member_id <> asked.member_id, i.member_id
        limit 1) i on true
  left join lateral (
       select r.* from rsvps r
        where r.event_id = :event_id and r.member_id in (select ids_of(asked.member_id))
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], r.place),
                 r.answered_at desc, r.member_id
        limit 1) r on true
 order by asked.member_id;
