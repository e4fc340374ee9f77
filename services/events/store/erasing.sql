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

-- name: forget_own_codes!
-- Links of people who were told something and are invited to nothing.
delete from codes c
 where c.holder_id = any(:ids)
   and not exists (select from invitations i
                    where i.event_id = c.event_id and i.holder_id = c.holder_id
                      and i.refused is null);

-- name: forget_feedback!
-- What they said of events goes with them: words may tell who wrote them.
delete from feedback where member_id = any(:ids);

-- name: forget_all_replies!
-- So do their answers to what whoever says yes is asked.
delete from question_answers where member_id = any(:ids);

-- name: forget_sessions!
-- And the sessions that they chose.
delete from session_places where member_id = any(:ids);

-- name: held_invitations
-- What they answered to the questions, each as it is asked in the first language of the event.
select e.texts #>> array[e.languages[1], 'title'] as title, e.starts_at,
       i.issued_at as invited_at, i.refused, r.answer, r.place, r.guests, r.source as answered_by,
       r.answered_at,
       c.at as attended_at, f.came, f.rating, f.again, f.words, f.given_at,
       (select string_agg(
                   concat(t ->> 'label', ' ', coalesce(t #>> array['choices', a.value], a.value)),
                   ' · ' order by q.position)
          from question_answers a
          join event_questions q on q.id = a.question_id,
               lateral (select coalesce(q.texts -> e.languages[1],
                                        (select value from jsonb_each(q.texts) limit 1)) as t) said
         where a.event_id = e.id and a.member_id = :member_id) as replies,
       (select string_agg(
                   coalesce(s.texts #>> array[e.languages[1], 'title'],
                            (select value ->> 'title' from jsonb_each(s.texts) limit 1)),
                   ' · ' order by s.starts_at, s.id)
          from session_places p join sessions s on s.id = p.session_id
         where p.event_id = e.id and p.member_id = :member_id) as sessions
  from (select event_id from invitations where member_id = :member_id
        union
        select event_id from check_ins where member_id = :member_id) theirs
  join events e on e.id = theirs.event_id
  left join invitations i on i.event_id = e.id and i.member_id = :member_id
  left join check_ins c on c.event_id = e.id and c.member_id = :member_id
  left join rsvps r on r.event_id = e.id and r.member_id = :member_id
  left join feedback f on f.event_id = e.id and f.member_id = :member_id
 order by coalesce(i.issued_at, c.at), e.id;
