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
-- What a person was invited to, the newest first.
select event_id, invited_at, answer, answered_at, attended_at
  from participation
 where person_id = :person_id
 order by coalesce(invited_at, answered_at, attended_at) desc, event_id
 limit :limit;
