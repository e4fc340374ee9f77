-- name: page_of_attendance
-- Who answered or came, or only who has a place, each on one line: under the person's id if that is
-- here, else under one of the others. Whatever was answered and scanned under any of them is theirs.
with here as (
    select member_id from rsvps
     where event_id = :event_id
       and (not :only_coming or answer = 'yes' and place = 'confirmed')
    union
    select member_id from check_ins
     where event_id = :event_id and at is not null and not :only_coming
)
select h.member_id, r.member_id as answered_id, r.answer, coalesce(r.place, 'none') as place,
       r.answered_at, coalesce(r.guests, 0) as guests, c.at as came_at
  from here h
  left join lateral (
       select o.* from rsvps o
        where o.event_id = :event_id and o.member_id in (select ids_of(h.member_id))
        order by array_position(array['confirmed', 'offered', 'waiting', 'none'], o.place),
                 o.answered_at desc, o.member_id
        limit 1) r on true
  left join lateral (
       select min(o.at) as at from check_ins o
        where o.event_id = :event_id and o.member_id in (select ids_of(h.member_id))) c on true
 where not exists (
       select from aliases a join here o on o.member_id = a.person_id
        where a.alias_id = h.member_id)
   and not exists (
       select from aliases a
         join aliases b on b.person_id = a.person_id and b.alias_id < a.alias_id
         join here o on o.member_id = b.alias_id
        where a.alias_id = h.member_id)
   and (:after::uuid is null or h.member_id > :after::uuid)
 order by h.member_id
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

-- name: feedback_words
-- Ordered by what is written, through a hash: not by who wrote it, nor by when.
select md5(:event_id::text || words) as key, words, count(*) as people
  from feedback
 where event_id = :event_id and words <> ''
   and (:after::text is null or md5(:event_id::text || words) > :after::text)
 group by words
 order by key
 limit :limit;

-- name: how_many_wrote$
select count(*) from feedback where event_id = :event_id and words <> '';
