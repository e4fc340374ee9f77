-- name: page_of_attendance
-- Who answered, or who has a place; an alias whose person answered too is no other.
select member_id, answer, place, answered_at, guests
  from rsvps r
 where event_id = :event_id
   and (not :only_coming or answer = 'yes' and place = 'confirmed')
   and not exists (
       select from aliases a
         join rsvps o on o.event_id = r.event_id and o.member_id = a.person_id
          and (not :only_coming or o.answer = 'yes' and o.place = 'confirmed')
        where a.alias_id = r.member_id)
   and (:after::uuid is null or member_id > :after::uuid)
 order by member_id
 limit :limit;

-- name: feedback_summary^
select count(*) as given,
       jsonb_build_object('1', count(*) filter (where rating = 1),
                          '2', count(*) filter (where rating = 2),
                          '3', count(*) filter (where rating = 3),
                          '4', count(*) filter (where rating = 4),
                          '5', count(*) filter (where rating = 5)) as ratings,
       jsonb_build_object('yes', count(*) filter (where again = 'yes'),
                          'maybe', count(*) filter (where again = 'maybe'),
                          'no', count(*) filter (where again = 'no')) as again
  from feedback where event_id = :event_id;
