-- name: seal_answers
-- The same command again changes nothing, and gives nothing back.
insert into vault.answers as held (event_id, question_id, person_id, sealed, wording, agreed_at,
                                   keep_until, command_id)
select :event_id, page.question_id, :person_id, page.sealed, page.wording, :agreed_at,
       :keep_until, :command_id
  from unnest(:question_ids::uuid[], :sealed::bytea[], :wordings::text[])
       as page (question_id, sealed, wording)
on conflict (event_id, person_id, question_id) do update
   set sealed = excluded.sealed, wording = excluded.wording, agreed_at = excluded.agreed_at,
       keep_until = excluded.keep_until, command_id = excluded.command_id
 where held.command_id <> excluded.command_id
returning question_id;

-- name: forget_under_others!
-- An answer replaces what the same person has said under another of their ids.
delete from vault.answers
 where event_id = :event_id and question_id = any (:question_ids)
   and person_id = any (:ids) and person_id <> :person_id;

-- name: what_is_sealed
select person_id, question_id from vault.answers
 where event_id = :event_id and person_id = any (:ids);

-- name: answers_of
-- What a person has answered to any event.
select agreed_at from vault.answers where person_id = any (:ids) order by agreed_at;

-- name: take_back
delete from vault.answers
 where event_id = :event_id and question_id = :question_id and person_id = any (:ids)
returning question_id;

-- name: who_answered
-- Whose answers come next, in the order of their ids.
select distinct person_id from vault.answers
 where event_id = :event_id and (:after::uuid is null or person_id > :after::uuid)
 order by person_id
 limit :limit;

-- name: sealed_answers
select person_id, question_id, sealed, wording, agreed_at from vault.answers
 where event_id = :event_id and person_id = any (:ids)
 order by person_id, question_id;

-- name: forget_past!
delete from vault.answers where (event_id, person_id, question_id) in (
    select event_id, person_id, question_id from vault.answers
     where keep_until < :today limit :limit);
