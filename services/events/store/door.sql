-- name: doors
-- Open events around now, by start.
select * from events
 where state = 'published' and ends_at > :ended_after and starts_at < :starts_before
 order by starts_at, id
 limit :limit;

-- name: page_of_guests
-- Who said yes, whether there is a place for them or not, and since when they are in; an alias whose
-- person is expected is no other. Whoever is in mandate is let into an assembly, whatever they said.
with own as (
    select a.alias_id
      from aliases a
     where exists (select from rsvps o
                    where o.event_id = :event_id and o.member_id = a.person_id
                      and o.answer = 'yes' and o.place <> 'none')
        or exists (select from assemblies b join roll_members o on o.roll_id = b.roll_id
                    where b.event_id = :event_id and o.member_id = a.person_id)
), expected as (
    (select r.member_id from rsvps r
      where r.event_id = :event_id and r.answer = 'yes' and r.place <> 'none'
        and (:after::uuid is null or r.member_id > :after::uuid)
        and not exists (select from own where own.alias_id = r.member_id)
      order by r.member_id
      limit :limit)
    union
    (select m.member_id from assemblies b join roll_members m on m.roll_id = b.roll_id
      where b.event_id = :event_id
        and (:after::uuid is null or m.member_id > :after::uuid)
        and not exists (select from own where own.alias_id = m.member_id)
      order by m.member_id
      limit :limit)
)
select x.member_id, coalesce(r.place, 'none') as place, coalesce(r.guests, 0) as guests,
       c.at as came_at, coalesce(c.guests, 0) as came_with
  from expected x
  left join lateral (
       select o.place, o.guests from rsvps o
        where o.event_id = :event_id and o.member_id in (select ids_of(x.member_id))
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], o.place),
                 o.member_id <> x.member_id
        limit 1) r on true
  left join lateral (
       select o.at, o.guests from check_ins o
        where o.event_id = :event_id and o.member_id in (select ids_of(x.member_id))
        order by o.at desc nulls last, o.member_id <> x.member_id
        limit 1) c on true
 order by x.member_id
 limit :limit;
