-- name: note_invited!
-- People were invited: heard again, or late, the first time counts.
insert into participation as known (event_id, person_id, invited_at)
select :event_id, person_id, :at from unnest(:ids::uuid[]) person_id
on conflict (event_id, person_id) do update
   set invited_at = least(known.invited_at, excluded.invited_at)
 where known.invited_at is distinct from least(known.invited_at, excluded.invited_at);

-- name: note_answer!
-- A person answered: an older answer that comes late changes nothing.
insert into participation as known (event_id, person_id, answer, answered_at, answer_version)
values (:event_id, :person_id, :answer, :at, :version)
on conflict (event_id, person_id) do update
   set answer = excluded.answer, answered_at = excluded.answered_at,
       answer_version = excluded.answer_version
 where known.answer_version < excluded.answer_version;

-- name: note_attended!
-- People came, or did not after all: an older word that comes late changes nothing.
insert into participation as known (event_id, person_id, attended_at, attended_version)
select :event_id, person_id, at, version
  from unnest(:ids::uuid[], :times::timestamptz[], :versions::bigint[])
       as told (person_id, at, version)
 order by person_id
on conflict (event_id, person_id) do update
   set attended_at = excluded.attended_at, attended_version = excluded.attended_version
 where known.attended_version < excluded.attended_version;

-- name: participation_of
-- What a person was invited to under any of their ids, the newest first; the last answer counts.
select event_id, min(invited_at) as invited_at,
       (array_agg(answer order by answered_at desc) filter (where answer is not null))[1] as answer,
       max(answered_at) as answered_at, min(attended_at) as attended_at
  from participation
 where person_id in (
       select :person_id::uuid union select alias_id from aliases where person_id = :person_id)
 group by event_id
 order by coalesce(min(invited_at), max(answered_at), min(attended_at)) desc, event_id
 limit :limit;

-- name: invited_at_number
-- Whoever is told at a number and was invited to an event, or is in mandate at it, each once, under
-- the id that is theirs now; whoever is limited to other events finds nobody.
select distinct p.id, p.first_name, p.last_name
  from people o
  left join aliases a on a.alias_id = o.id
  join people p on p.id = coalesce(a.person_id, o.id)
 where o.mobile = :mobile
   and ((select within_events()) is null or :event_id = any ((select within_events())::uuid[]))
   and (exists (select from participation t
                 where t.event_id = :event_id and t.invited_at is not null
                   and t.person_id in (p.id, o.id))
        or is_in_mandate(p.id, :event_id))
 order by p.id
 limit :limit;

-- name: takes_part_in$
-- Whether somebody was invited to an event, or has answered: under one of their ids.
select exists (
    select from participation p
     where p.event_id = :event_id
       and (p.person_id = any (:ids)
            or p.person_id in (select person_id from aliases where alias_id = any (:ids))));
