-- name: texts_in_force
-- What replaces the usual texts of a kind: that of the event, else that of the association.
select distinct on (channel, language) channel, language, version, body, subject, button,
       case when event_id is null then 'association' else 'event' end as origin
  from (select distinct on (event_id, channel, language) *
          from own_texts
         where kind = :kind and (event_id = :event_id or event_id is null)
         order by event_id, channel, language, version desc) newest
 where body is not null
 order by channel, language, event_id nulls last;

-- name: texts_of
-- What there is for one kind, channel and language: of the event, of the association, or neither.
select body, subject, button,
       case when event_id is null then 'association' else 'event' end as origin
  from (select distinct on (event_id) *
          from own_texts
         where kind = :kind and channel = :channel and language = :language
           and (event_id = :event_id or event_id is null)
         order by event_id, version desc) newest
 where body is not null;

-- name: own_texts
-- Which texts replace the usual ones for an event, those of the association beside them.
select kind, channel, language, version, at, by,
       case when event_id is null then 'association' else 'event' end as origin
  from (select distinct on (event_id, kind, channel, language) *
          from own_texts
         where event_id = :event_id or event_id is null
         order by event_id, kind, channel, language, version desc) newest
 where body is not null
 order by event_id, kind, channel, language;

-- name: text_version$
-- How often the text at one place was changed.
select coalesce(max(version), 0) from own_texts
 where event_id is not distinct from :event_id and kind = :kind and channel = :channel
   and language = :language;

-- name: add_text^
-- The next version at one place; nothing when somebody else has made another one meanwhile.
insert into own_texts (event_id, kind, channel, language, version, body, subject, button, by, at)
values (:event_id, :kind, :channel, :language, :version, :body, :subject, :button, :by, :at)
on conflict do nothing
returning kind, channel, language, version, at, by,
          case when event_id is null then 'association' else 'event' end as origin;

-- name: longest_card$
-- Of the events that are known, the one whose texts take the most room in an SMS.
select body from cards
 where not cancelled and (body ->> 'assembly' is not null) = :assembly
 order by (select max(length(t.value ->> 'title') + length(t.value ->> 'venue'))
             from jsonb_each(body -> 'texts') as t) desc nulls last,
       event_id
 limit 1;
