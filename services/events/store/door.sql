-- name: doors
-- Open events around now, by start.
select * from events
 where state = 'published' and ends_at > :ended_after and starts_at < :starts_before
 order by starts_at, id
 limit :limit;

-- name: page_of_guests
-- Who said yes, whether there is a place for them or not, and since when they are in; an alias whose
-- person did is no other. Whoever is in mandate is let into an assembly, whatever they said.
with expected as (
    select r.member_id from rsvps r
     where r.event_id = :event_id and r.answer = 'yes' and r.place <> 'none'
    union
    select m.member_id
      from assemblies a join roll_members m on m.roll_id = a.roll_id
     where a.event_id = :event_id
)
select x.member_id, coalesce(r.place, 'none') as place, coalesce(r.guests, 0) as guests,
       c.at as came_at, coalesce(c.guests, 0) as came_with
  from expected x
  left join rsvps r on r.event_id = :event_id and r.member_id = x.member_id
  left join check_ins c on c.event_id = :event_id and c.member_id = x.member_id
 where not exists (
       select from aliases a join expected o on o.member_id = a.person_id
        where a.alias_id = x.member_id)
   and (:after::uuid is null or x.member_id > :after::uuid)
 order by x.member_id
 limit :limit;
