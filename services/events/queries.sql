-- name: add_event!
-- A draft.
insert into events (id, type, starts_at, ends_at, zone, capacity, languages, texts, created_by)
values (:id, :type, :starts_at, :ends_at, :zone, :capacity, :languages, :texts, :created_by);

-- name: find_event^
select * from events where id = :id;

-- name: events_by_id
select * from events where id = any (:ids) order by starts_at desc, id;

-- name: lock_event^
-- Answers, changes and offers of one event take turns here: so the seats always add up.
select * from events where id = :id for update;

-- name: change_event^
update events
   set type = :type, starts_at = :starts_at, ends_at = :ends_at, zone = :zone,
       capacity = :capacity, languages = :languages, texts = :texts,
       version = version + case when state = 'draft' then 0 else 1 end
 where id = :id
returning *;

-- name: mark_published^
update events set state = 'published', published_at = :now where id = :id returning *;

-- name: mark_cancelled^
update events set state = 'cancelled', cancelled_at = :now, version = version + 1
 where id = :id
returning *;

-- name: page_of_events
-- The latest start first; after the given start and id.
select * from events
 where :after_start::timestamptz is null
    or (starts_at, id) < (:after_start::timestamptz, :after_id::uuid)
 order by starts_at desc, id desc
 limit :limit;

-- name: add_wave!
insert into waves (id, event_id, audience_id) values (:id, :event_id, :audience_id);

-- name: lock_wave^
select * from waves where id = :id for update;

-- name: hear_page^
-- Note a page of a wave; nothing comes back when it was heard before.
insert into wave_pages (wave_id, page) values (:wave_id, :page)
on conflict do nothing
returning page;

-- name: add_to_wave!
-- Complete when as many were heard as the last page said there are.
update waves
   set heard = heard + :people,
       invited = invited + :invited,
       not_invited = not_invited + :not_invited,
       total = coalesce(total, :total),
       complete_at = case when heard + :people = coalesce(total, :total) then now() end
 where id = :id;

-- name: keep_balance!
update waves set balance = :balance where id = :id;

-- name: waves_of_events
select distinct on (event_id) event_id, audience_id, complete_at, balance
  from waves where event_id = any(:event_ids)
 order by event_id, requested_at desc;

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
-- Codes of an event outlive it for a while; one may end sooner.
select c.event_id, c.holder_id
  from codes c join events e on e.id = c.event_id
 where c.hash = :hash and e.ends_at > :ended_after
   and (c.expires_at is null or c.expires_at > :now);

-- name: people_behind_code
-- Everybody whom a code invites, with their answer if there is one and their place in the queue.
-- Who has several ids has one answer: `seat_id` is the id that it stands under, the best place
-- first, whichever code it was given by.
select i.member_id, i.card_version, r.answer, coalesce(r.place, 'none') as place,
       r.offered_until, coalesce(a.person_id, i.member_id) as person_id,
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

-- name: find_rsvp^
select * from rsvps where event_id = :event_id and member_id = :member_id;

-- name: seats^
select confirmed + offered as held, waiting from tallies where event_id = :event_id;

-- name: put_answer^
-- Keep an answer; who asks for a place gets a number in the order of asking, once.
insert into rsvps as r (event_id, member_id, answer, place, asked, answered_at)
values (:event_id, :member_id, :answer, :place,
        case when :place <> 'none' then nextval('asking') end, :now)
on conflict (event_id, member_id) do update
   set answer = excluded.answer,
       place = excluded.place,
       asked = case when excluded.place = 'none' then null
                    when r.place = 'none' then excluded.asked
                    else r.asked end,
       version = r.version + 1,
       answered_at = :now,
       offered_until = null
returning *;

-- name: leave_other_seats
-- One person has one place: what was kept under their other ids is free again.
update rsvps
   set answer = :answer, place = 'none', asked = null, offered_until = null,
       version = version + 1, answered_at = :now
 where event_id = :event_id and place <> 'none' and member_id <> :seat_id
   and member_id in (select ids_of(:seat_id))
returning *;

-- name: put_aliases!
-- Keep the newest of each: whose id it is, or nobody else's.
insert into aliases as a (alias_id, person_id, version)
select distinct on (alias_id) alias_id, person_id, version
  from unnest(:alias_ids::uuid[], :person_ids::uuid[], :versions::bigint[])
       as page (alias_id, person_id, version)
 order by alias_id, version desc
on conflict (alias_id) do update set person_id = excluded.person_id, version = excluded.version
 where a.version < excluded.version;

-- name: offer_next
-- Hold free places for the first in the queue.
update rsvps
   set place = 'offered', offered_until = :until, version = version + 1
 where event_id = :event_id
   and member_id in (select member_id from rsvps
                      where event_id = :event_id and place = 'waiting'
                      order by asked limit :places)
returning *;

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
   set place = 'none', asked = null, offered_until = null, version = version + 1
 where event_id = :event_id and place = 'offered' and offered_until <= :now
returning *;

-- name: counts_of_events
select e.id,
       coalesce(i.invited, 0) as invited, coalesce(i.not_invited, 0) as not_invited,
       coalesce(r.yes, 0) as yes, coalesce(r.no, 0) as no, coalesce(r.maybe, 0) as maybe,
       coalesce(r.confirmed, 0) as confirmed, coalesce(r.waiting, 0) as waiting,
       coalesce(r.offered, 0) as offered
  from unnest(:event_ids::uuid[]) as e (id)
  left join (select event_id, sum(invited) as invited, sum(not_invited) as not_invited
               from waves where event_id = any(:event_ids) group by 1) i
         on i.event_id = e.id
  left join tallies r on r.event_id = e.id;

-- name: page_of_answers
-- In the order they came; who waits, with the place in the queue.
with queue as materialized (
    select member_id, row_number() over (order by asked) as position
      from rsvps
     where event_id = :event_id and place = 'waiting'
       and (:place::text is null or :place::text = 'waiting')
)
select r.member_id, r.answer, r.place, r.answered_at, q.position
  from rsvps r left join queue q using (member_id)
 where r.event_id = :event_id
   and (:place::text is null or r.place = :place)
   and (:after_time::timestamptz is null
        or (r.answered_at, r.member_id) > (:after_time::timestamptz, :after_id::uuid))
 order by r.answered_at, r.member_id
 limit :limit;

-- name: doors
-- Open events around now, by start.
select * from events
 where state = 'published' and ends_at > :ended_after and starts_at < :starts_before
 order by starts_at, id
 limit :limit;

-- name: page_of_guests
-- Who said yes, whether there is a place for them or not; an alias whose person did is no other.
select member_id, place from rsvps r
 where event_id = :event_id and answer = 'yes' and place <> 'none'
   and not exists (
       select from aliases a
         join rsvps o on o.event_id = r.event_id and o.member_id = a.person_id
          and o.answer = 'yes' and o.place <> 'none'
        where a.alias_id = r.member_id)
   and (:after::uuid is null or member_id > :after::uuid)
 order by member_id
 limit :limit;

-- name: keep_settled!
-- Absolute totals: an older version than ours changes nothing.
insert into deliveries_settled as d (send_id, event_id, version, totals)
values (:send_id, :event_id, :version, :totals)
on conflict (send_id) do update
   set version = excluded.version, totals = excluded.totals
 where d.version < excluded.version;

-- name: events_to_come_of
-- Events ahead to which some of these people are invited, in the order in which all lock them.
select e.id from events e
 where e.state = 'published' and e.starts_at > :now
   and exists (select from invitations i
                where i.member_id = any(:ids) and i.event_id = e.id and i.refused is null)
 order by e.id;

-- name: release_places
-- Whoever is erased does not come: the place is somebody else's.
update rsvps
   set answer = 'no', place = 'none', asked = null, offered_until = null, version = version + 1,
       answered_at = :now
 where event_id = :event_id and member_id = any(:ids) and place <> 'none'
returning member_id;

-- name: close_invitations!
-- A bare id stays, which is counted and cannot answer.
update invitations set refused = 'erased'
 where member_id = any(:ids) and refused is distinct from 'erased';

-- name: forget_codes!
-- Links open nothing any more; that of a household does for as long as somebody else is in it.
delete from codes c
 using (select distinct event_id, holder_id from invitations where member_id = any(:ids)) theirs
 where c.event_id = theirs.event_id and c.holder_id = theirs.holder_id
   and not exists (select from invitations i
                    where i.event_id = c.event_id and i.holder_id = c.holder_id
                      and i.refused is null);

-- name: held_invitations
select e.texts #>> array[e.languages[1], 'title'] as title, e.starts_at,
       i.issued_at as invited_at, i.refused, r.answer, r.place, r.answered_at
  from invitations i
  join events e on e.id = i.event_id
  left join rsvps r on r.event_id = i.event_id and r.member_id = i.member_id
 where i.member_id = :member_id
 order by i.issued_at, i.event_id;
