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
   set answer = 'no', place = 'none', guests = 0, together = false, asked = null, offered = null,
       offered_until = null, version = version + 1, answered_at = :now
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

-- name: forget_feedback!
-- What they said of events goes with them: words may tell who wrote them.
delete from feedback where member_id = any(:ids);

-- name: held_invitations
select e.texts #>> array[e.languages[1], 'title'] as title, e.starts_at,
       i.issued_at as invited_at, i.refused, r.answer, r.place, r.guests, r.source as answered_by,
       r.answered_at,
       f.came, f.rating, f.again, f.words, f.given_at
  from invitations i
  join events e on e.id = i.event_id
  left join rsvps r on r.event_id = i.event_id and r.member_id = i.member_id
  left join feedback f on f.event_id = i.event_id and f.member_id = i.member_id
 where i.member_id = :member_id
 order by i.issued_at, i.event_id;
