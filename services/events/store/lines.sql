-- name: begin_session_lines!
-- What the first event of a series has, those that are made of it have in common with it.
update sessions set line = id where event_id = :event_id;

-- name: begin_question_lines!
update event_questions set line = id where event_id = :event_id;

-- name: line_of_session$
select line from sessions where id = :id;

-- name: line_of_question$
select line from event_questions where id = :id;

-- name: set_session_line!
update sessions set line = :line where id = :id;

-- name: set_question_line!
update event_questions set line = :line where id = :id;

-- name: sessions_of_line
-- Which session of each of some events is of a line.
select event_id, id from sessions
 where line = :line and event_id = any (:event_ids::uuid[]);

-- name: questions_of_line
select event_id, id from event_questions
 where line = :line and event_id = any (:event_ids::uuid[]);

-- name: end_session_line!
-- It goes on where it was left, and into nothing that is made later.
update sessions s set line = null
  from events e
 where e.id = s.event_id and e.series_id = :series_id and s.line = :line;

-- name: end_question_line!
update event_questions q set line = null
  from events e
 where e.id = q.event_id and e.series_id = :series_id and q.line = :line;

-- name: copy_session_lines!
-- Each line as the latest event has it, best one that goes with the others; as far from the start.
insert into sessions (id, event_id, line, starts_at, ends_at, capacity, room, speakers, texts)
select gen_random_uuid(), n.id, s.line,
       ((n.starts_at at time zone n.zone) + s.after) at time zone n.zone,
       ((n.starts_at at time zone n.zone) + s.until) at time zone n.zone,
       s.capacity, s.room, s.speakers, s.texts
  from events n,
       (select distinct on (s.line) s.*,
               (s.starts_at at time zone e.zone) - (e.starts_at at time zone e.zone) as after,
               (s.ends_at at time zone e.zone) - (e.starts_at at time zone e.zone) as until
          from sessions s join events e on e.id = s.event_id
         where e.series_id = :series_id and s.line is not null and e.id <> :event_id
         order by s.line, e.apart, e.state = 'cancelled', e.occurrence desc, s.id) s
 where n.id = :event_id;

-- name: copy_question_lines!
insert into event_questions (id, event_id, line, position, kind, required, texts, sensitive)
select gen_random_uuid(), :event_id, q.line, q.position, q.kind, q.required, q.texts, q.sensitive
  from (select distinct on (q.line) q.*
          from event_questions q join events e on e.id = q.event_id
         where e.series_id = :series_id and q.line is not null and e.id <> :event_id
         order by q.line, e.apart, e.state = 'cancelled', e.occurrence desc, q.id) q;
