-- name: add_invitations
-- Invite a page; whoever is invited to this event already, under whichever id, is left as he is.
insert into invitations (event_id, member_id, wave_id, holder_id, refused, card_version)
select :event_id, member_id, :wave_id, holder_id, refused, :card_version
  from (select page.*, coalesce(a.person_id, page.member_id) as person_id,
               row_number() over (partition by coalesce(a.person_id, page.member_id)
                                      order by a.alias_id is not null, page.member_id) as nth
          from unnest(:member_ids::uuid[], :holder_ids::uuid[], :refusals::text[])
               as page (member_id, holder_id, refused)
          left join aliases a on a.alias_id = page.member_id and a.person_id is not null) page
 where nth = 1
   and not exists (
       select from aliases g
        cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
         join invitations i
           on i.event_id = :event_id and i.member_id = twin.id and i.refused is null
        where g.person_id = page.person_id and twin.id <> page.member_id)
on conflict (event_id, member_id) do nothing
returning member_id, holder_id, refused;

-- name: codes_of_holders
select holder_id, n from codes where event_id = :event_id and holder_id = any(:holder_ids);

-- name: add_codes
-- Keep the hashes of new codes; those that are taken do not come back and need another n.
insert into codes (hash, event_id, holder_id, n)
select hash, :event_id, holder_id, :n
  from unnest(:hashes::bytea[], :holder_ids::uuid[]) as page (hash, holder_id)
on conflict (hash) do nothing
returning holder_id;

-- name: find_code^
-- Codes of an event outlive it for a while, and what was announced of it since; one may end sooner.
select c.event_id, c.holder_id
  from codes c join events e on e.id = c.event_id
 where c.hash = :hash
   and (e.ends_at > :ended_after
        or exists (select from waves w where w.event_id = e.id and w.kind = 'announcement'
                      and w.requested_at > :ended_after))
   and (c.expires_at is null or c.expires_at > :now);

-- name: people_behind_code
-- Everybody whom a code invites, with their answer if there is one and their place in the queue.
-- Who has several ids has one answer: `seat_id` is the id that it stands under, the best place
-- first, whichever code it was given by.
select i.member_id, i.card_version, r.answer, coalesce(r.place, 'none') as place,
       r.offered_until, r.offered, coalesce(r.guests, 0) as guests,
       coalesce(r.together, false) as together, coalesce(a.person_id, i.member_id) as person_id,
       coalesce(r.member_id, i.member_id) as seat_id,
       case when r.place = 'waiting' then
           (select count(*) from rsvps q
             where q.event_id = i.event_id and q.place = 'waiting' and q.asked <= r.asked)
       end as position
  from invitations i
  left join aliases a on a.alias_id = i.member_id and a.person_id is not null
  left join lateral (
       select r.* from rsvps r
        where r.event_id = i.event_id and r.member_id in (select ids_of(i.member_id))
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], r.place),
                 r.answered_at desc, r.member_id
        limit 1) r on true
 where i.event_id = :event_id and i.holder_id = :holder_id and i.refused is null
 order by i.member_id;

-- name: put_aliases!
-- Keep the newest of each: whose id it is, or nobody else's.
insert into aliases as a (alias_id, person_id, version)
select distinct on (alias_id) alias_id, person_id, version
  from unnest(:alias_ids::uuid[], :person_ids::uuid[], :versions::bigint[])
       as page (alias_id, person_id, version)
 order by alias_id, version desc
on conflict (alias_id) do update set person_id = excluded.person_id, version = excluded.version
 where a.version < excluded.version;
