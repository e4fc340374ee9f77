-- A session or a question that the events of a series have in common has one line in all of them;
-- what belongs to one event alone has none. Events that are made later get what has a line.
alter table sessions add column line uuid;
alter table event_questions add column line uuid;

-- What was copied so far is known by saying the same at the same distance from the start.
update sessions s
   set line = known.line
  from (select s.id, first_value(s.id) over (
                   partition by e.series_id, s.starts_at - e.starts_at, s.ends_at - s.starts_at,
                                s.room, s.texts
                   order by e.occurrence, s.id) as line
          from sessions s join events e on e.id = s.event_id
         where e.series_id is not null) known
 where s.id = known.id;
update event_questions q
   set line = known.line
  from (select q.id, first_value(q.id) over (
                   partition by e.series_id, q.kind, q.texts order by e.occurrence, q.id) as line
          from event_questions q join events e on e.id = q.event_id
         where e.series_id is not null) known
 where q.id = known.id;
