-- Whom a condition means that is asked of other tables than people in brief: their ids. The
-- compiler in rules.py puts them together, and values only ever come in as parameters.

-- name: body
select person_id from people_bodies where body = any (:values)

-- name: of_invited_households
-- Whoever lives with somebody who was invited to an event.
select p.id as person_id
  from people p
 where p.household_id in (
       select i.household_id
         from participation t
         left join aliases a on a.alias_id = t.person_id
         join people i on i.id = coalesce(a.person_id, t.person_id)
        where t.event_id = :event_id and t.invited_at is not null)

-- name: mandate
-- An office is in the body's own words, typed by hand: its capitals do not count.
select person_id
  from mandates
 cross join (select coalesce(:on::date, (now() at time zone 'Africa/Casablanca')::date) as day) today
 where (:values::text[] is null or body = any (:values))
   and (:office::text is null or lower(office) = lower(:office::text))
   and case :tense::text
           when 'past' then ends_on <= today.day
           when 'ending' then (begins_on is null or begins_on <= today.day)
                              and ends_on > today.day and ends_on < :before::date
           else (begins_on is null or begins_on <= today.day)
                and (ends_on is null or ends_on > today.day)
       end

-- name: axis
select person_id from people_axes where axis = any (:values)

-- name: town
select id as person_id from people where town_key <> '' and town_key = any (:values)

-- name: tag
select person_id from people_tags where tag = any (:values)

-- name: partner
select person_id from people_partners where partner = any (:values)

-- name: attended
select person_id from participation where event_id = any (:values) and attended_at is not null

-- name: silent
-- Whoever answered under another of their ids is not silent.
with answered as (
    select o.event_id, theirs.id
      from aliases a
     cross join lateral (
           select a.person_id as id
            union select s.alias_id from aliases s where s.person_id = a.person_id) theirs
      join participation o
        on o.person_id = a.alias_id or o.person_id = a.person_id
     where o.event_id = any (:values) and o.answer is not null
)
select p.person_id
  from participation p
 where p.event_id = any (:values) and p.invited_at is not null and p.answer is null
   and not exists (select from answered x where x.event_id = p.event_id and x.id = p.person_id)

-- name: coming
select person_id from participation
 where (:values::uuid[] is null or event_id = any (:values)) and answer in ('yes', 'maybe')

-- name: declined
select person_id from participation
 where (:values::uuid[] is null or event_id = any (:values)) and answer = 'no'

-- name: list
select person_id from hand_list_people where list_id = any (:values)

-- name: of_all_ids
-- What hangs on the id of somebody who was merged is the person's.
select coalesce(a.person_id, s.person_id) as person_id
  from ({ids}) s
  left join aliases a on a.alias_id = s.person_id

-- name: brief
-- Whoever meets a line, as a set beside the others.
select b.person_id from people_in_brief b where {line}
