-- name: destinations
-- Where the messages to a rule's people would go. Everybody is counted at once by what matters,
-- those who live alone in large groups. People of one household at one number are told by one SMS,
-- in the language of the first of them, as the ledger does it.
with known as (
    select coalesce(a.person_id, t.person_id) as person_id, max(t.answer) as answer,
           bool_or(t.invited_at is not null) as invited
      from participation t
      left join aliases a on a.alias_id = t.person_id
     where t.event_id = :event_id
     group by 1
),
meant as materialized (
    select b.language, b.channels, b.contacts & 3 <> 0 as has_contact,
           is_minor((select this_year()), b.birth_year, b.guardian) as minor,
           b.beginning, b.home, count(*)::integer as people,
           min(case when b.home is not null then b.person_id::text collate "C" end) as first_of_home
      from people_in_brief b
      left join known k on k.person_id = b.person_id
     where ({rule})
       and case :among::text
               when 'all' then true
               when 'uninvited' then not coalesce(k.invited, false)
               when 'silent' then k.invited and k.answer is null
               else k.answer = :among::text end
     group by 1, 2, 3, 4, b.beginning, b.home
),
told as (
    select * from meant where why_refused(minor, has_contact, channels <> 0) is null
),
by_sms as (
    select language, beginning, people as messages, people, 0 as shared
      from told
     where channels & 1 <> 0 and home is null
    union all
    select substr(min(first_of_home || language), 37), beginning, 1, sum(people)::integer,
           (sum(people) > 1)::integer
      from told
     where channels & 1 <> 0 and home is not null
     group by home, beginning
),
counted as (
    select language, beginning, sum(messages) as messages, sum(people) as people,
           sum(shared) as shared
      from by_sms group by 1, 2
),
priced as (
    select language, messages, people, shared,
           coalesce((select w.prefix from unnest(:prefixes::text[]) as w (prefix)
                      where starts_with('+' || lpad(c.beginning::text, 7, '0'), w.prefix)
                      order by length(w.prefix) desc
                      limit 1), '') as prefix
      from counted c
),
sent as (
    select 'sms' as channel, language, prefix, sum(messages)::integer as messages,
           sum(people)::integer as people, sum(shared)::integer as shared
      from priced group by language, prefix
    union all
    select 'email', language, '', sum(people)::integer, sum(people)::integer, 0
      from told where channels & 2 <> 0
     group by language
)
select coalesce((select sum(people) from meant), 0)::integer as people,
       coalesce((select sum(people) from told), 0)::integer as reachable,
       (select coalesce(jsonb_agg(s order by channel desc, language, prefix), '[]')
          from sent s) as destinations;
