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
