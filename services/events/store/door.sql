-- name: doors
-- Open events around now, by start.
select * from events
 where state = 'published' and ends_at > :ended_after and starts_at < :starts_before
 order by starts_at, id
 limit :limit;

-- name: page_of_guests
-- Who said yes, whether there is a place for them or not, and since when they are in; an alias whose
-- person did is no other.
select r.member_id, r.place, c.at as came_at, coalesce(c.guests, 0) as came_with
  from rsvps r
  left join check_ins c on c.event_id = r.event_id and c.member_id = r.member_id
 where r.event_id = :event_id and answer = 'yes' and place <> 'none'
   and not exists (
       select from aliases a
         join rsvps o on o.event_id = r.event_id and o.member_id = a.person_id
          and o.answer = 'yes' and o.place <> 'none'
        where a.alias_id = r.member_id)
   and (:after::uuid is null or r.member_id > :after::uuid)
 order by r.member_id
 limit :limit;
