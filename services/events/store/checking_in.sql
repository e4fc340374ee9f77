-- name: tickets_of
-- By which codes these people are invited, under each of their ids: their tickets are made of them.
select r.member_id, i.member_id as invited_id, c.holder_id, c.n
  from rsvps r
 cross join lateral ids_of(r.member_id) as twin (id)
  join invitations i
    on i.event_id = r.event_id and i.member_id = twin.id and i.refused is null
  join codes c on c.event_id = i.event_id and c.holder_id = i.holder_id
 where r.event_id = :event_id and r.member_id = any (:ids);

-- name: page_of_answered
-- Who answered at all, with what their tickets are made of: for a ticket that no phone knew.
select member_id from rsvps
 where event_id = :event_id and (:after::uuid is null or member_id > :after::uuid)
 order by member_id
 limit :limit;

-- name: seats_of
-- Under which id each of these people has the answer, and whether the event knows them at all.
select asked.id, coalesce(r.member_id, a.person_id, asked.id) as seat_id,
       r.member_id is not null or exists (
           select from invitations i
            where i.event_id = :event_id and i.member_id in (select ids_of(asked.id)))
       or exists (
           select from assemblies m join roll_members o on o.roll_id = m.roll_id
            where m.event_id = :event_id and o.member_id in (select ids_of(asked.id))) as known
  from unnest(:ids::uuid[]) as asked (id)
  left join aliases a on a.alias_id = asked.id and a.person_id is not null
  left join lateral (
       select r.member_id from rsvps r
        where r.event_id = :event_id and r.member_id in (select ids_of(asked.id))
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], r.place),
                 r.answered_at desc, r.member_id
        limit 1) r on true;

-- name: known_scans
-- Whom scans were of that were told before.
select id, member_id from scans where id = any (:ids) and event_id = :event_id;

-- name: add_scans!
-- Write down what a phone saw; what was told before stays as it was.
insert into scans (id, event_id, member_id, kind, at, guests, by_staff, device, door)
select id, :event_id, member_id, kind, at, guests, :by_staff, :device, :door
  from unnest(:ids::uuid[], :member_ids::uuid[], :kinds::text[], :times::timestamptz[],
              :guests::integer[]) as seen (id, member_id, kind, at, guests)
on conflict (id) do nothing;

-- name: settle
-- Say anew of these people what all scans of them come to; gives those for whom it is new.
with since as (
    select s.*, max(s.at) filter (where s.kind = 'out') over (partition by s.member_id) as left_at
      from scans s
     where s.event_id = :event_id and s.member_id = any (:ids)
), first as (
    select distinct on (member_id) member_id, id, at, door, guests
      from since
     where kind = 'in' and (left_at is null or at > left_at)
     order by member_id, at, id
)
insert into check_ins as c (event_id, member_id, scan_id, at, door, guests)
select :event_id, asked.id, f.id, f.at, coalesce(f.door, ''), coalesce(f.guests, 0)
  from unnest(:ids::uuid[]) as asked (id)
  left join first f on f.member_id = asked.id
 order by asked.id
on conflict (event_id, member_id) do update
   set scan_id = excluded.scan_id, at = excluded.at, door = excluded.door,
       guests = excluded.guests, version = c.version + 1, seen = nextval('door_changes')
 where c.scan_id is distinct from excluded.scan_id
returning member_id, at, version;

-- name: check_ins_of
select member_id, scan_id, at, door, guests from check_ins
 where event_id = :event_id and member_id = any (:ids);

-- name: here^
-- Somebody who was let in under two ids, and merged afterwards, is one.
select count(*) as people, coalesce(sum(each.guests), 0)::integer as guests
  from (select max(c.guests) as guests
          from check_ins c left join aliases a on a.alias_id = c.member_id
         where c.event_id = :event_id and c.at is not null
         group by coalesce(a.person_id, c.member_id)) each;

-- name: came_since
select member_id, at, door, guests, seen from check_ins
 where event_id = :event_id and seen > :after
 order by seen
 limit :limit;
