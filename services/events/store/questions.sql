-- name: put_question!
-- A new one comes last; one that is there keeps its place.
insert into event_questions (id, event_id, position, kind, required, texts, sensitive)
select :id, :event_id, coalesce(max(position), 0) + 1, :kind, :required, :texts, :sensitive
  from event_questions where event_id = :event_id
on conflict (id) do update
   set kind = excluded.kind, required = excluded.required, texts = excluded.texts,
       sensitive = excluded.sensitive
 where event_questions.event_id = excluded.event_id;

-- name: remove_question!
delete from event_questions where id = :id and event_id = :event_id;

-- name: questions_of
select * from event_questions where event_id = :event_id order by position, id;

-- name: copy_questions!
insert into event_questions (id, event_id, position, kind, required, texts, sensitive)
select gen_random_uuid(), :copy_id, position, kind, required, texts, sensitive
  from event_questions where event_id = :event_id;
