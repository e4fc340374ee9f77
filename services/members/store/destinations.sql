-- name: destinations
-- Where the messages to a rule's people would go. Everybody is counted at once by what matters,
-- those who live alone in large groups. People of one household at one number are told by one SMS,
-- in the language of the first of them, with all their names, as the ledger does it; of nine names
-- and more it is not told how many.
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
           b.beginning, b.home, b.wide, count(*)::integer as people,
           min(case when b.home is not null then b.person_id::text collate "C" end) as first_of_home
      from people_in_brief b
      left join known k on k.person_id = b.person_id
     where ({rule})
       and case :among::text
               when 'all' then true
               when 'uninvited' then not coalesce(k.invited, false)
               when 'silent' then k.invited and k.answer is null
               else k.answer = :among::text end
     group by 1, 2, 3, 4, b.beginning, b.home, b.wide
),
told as (
    select * from meant where why_refused(minor, has_contact, channels <> 0) is null
),
by_sms as (
    select language, beginning, wide, 1 as names, people as messages, people
      from told
     where channels & 1 <> 0 and home is null
    union all
    select substr(min(first_of_home || language), 37), beginning, bool_or(wide),
           least(sum(people), 9)::integer, 1, sum(people)::integer
      from told
     where channels & 1 <> 0 and home is not null
     group by home, beginning
),
counted as (
    select language, beginning, wide, names, sum(messages) as messages, sum(people) as people
      from by_sms group by 1, 2, 3, 4
),
priced as (
    select language, wide, names, messages, people,
           coalesce((select w.prefix from unnest(:prefixes::text[]) as w (prefix)
                      where starts_with('+' || lpad(c.beginning::text, 7, '0'), w.prefix)
                      order by length(w.prefix) desc
                      limit 1), '') as prefix
      from counted c
),
sent as (
    select 'sms' as channel, language, prefix, wide, names, sum(messages)::integer as messages,
           sum(people)::integer as people
      from priced group by language, prefix, wide, names
    union all
    select 'email', language, '', false, 1, sum(people)::integer, sum(people)::integer
      from told where channels & 2 <> 0
     group by language
)
select coalesce((select sum(people) from meant), 0)::integer as people,
       coalesce((select sum(people) from told), 0)::integer as reachable,
       (select coalesce(jsonb_agg(s order by channel desc, language, prefix, names, wide), '[]')
          from sent s) as destinations;
