-- name: is_answered$
select exists (select from question_answers where question_id = :question_id);

-- name: forget_replies!
delete from question_answers where event_id = :event_id and member_id = :member_id;

-- name: put_replies!
insert into question_answers (event_id, member_id, question_id, value, answered_at)
select :event_id, :member_id, page.question_id, page.value, :now
  from unnest(:question_ids::uuid[], :values::text[]) as page (question_id, value);

-- name: replies_of
select member_id, question_id, value from question_answers
 where event_id = :event_id and member_id = any(:ids);

-- name: how_many_are_asked$
-- Whoever has a place or waits for one.
select count(*) from rsvps where event_id = :event_id and place <> 'none';

-- name: question_sums
-- Of those who are asked now; what people say in words has one sum.
select a.question_id, case when q.kind = 'text' then '' else a.value end as value,
       count(*) as number
  from question_answers a
  join event_questions q on q.id = a.question_id
  join rsvps r on r.event_id = a.event_id and r.member_id = a.member_id and r.place <> 'none'
 where a.event_id = :event_id
 group by 1, 2;

-- name: page_of_the_asked
-- Whoever has a place or waits, or only those who left out what has to be answered.
select r.member_id, r.place from rsvps r
 where r.event_id = :event_id and r.place <> 'none'
   and (:after::uuid is null or r.member_id > :after::uuid)
   and (not :only_missing or exists (
       select from event_questions q
        where q.event_id = :event_id and q.required
          and not exists (select from question_answers a
                           where a.event_id = :event_id and a.member_id = r.member_id
                             and a.question_id = q.id)))
 order by r.member_id
 limit :limit;
