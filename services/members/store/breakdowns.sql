-- name: breakdown_of_event
-- Each person once, under whichever ids; whoever is limited to some events has those alone.
with taking_part as materialized (
    select coalesce(a.person_id, t.person_id) as person_id,
           bool_or(t.invited_at is not null) as invited,
           coalesce(bool_or(t.answer = 'yes'), false) as yes,
           bool_or(t.attended_at is not null) as came
      from participation t
      left join aliases a on a.alias_id = t.person_id and a.person_id is not null
     where t.event_id = :event_id
       and ((select within_events()) is null
            or t.event_id = any ((select within_events())::uuid[]))
     group by 1
),
meant as materialized (
    select t.*, coalesce(b.region, '') as region, coalesce(b.gender, '') as gender,
           case when b.birth_year is null then ''
                when (select this_year()) - b.birth_year <= 18 then '18'
                when (select this_year()) - b.birth_year <= 24 then '24'
                when (select this_year()) - b.birth_year <= 34 then '34'
                else 'older' end as age
      from taking_part t
      join people_in_brief b on b.person_id = t.person_id
),
lines as (
    select '' as dimension, '' as code, invited, yes, came from meant
    union all select 'region', region, invited, yes, came from meant
    union all select 'age', age, invited, yes, came from meant
    union all select 'gender', gender, invited, yes, came from meant
    union all select 'axis', x.axis, invited, yes, came
      from meant m join people_axes x on x.person_id = m.person_id
)
select dimension, code, count(*) filter (where invited) as invited,
       count(*) filter (where yes) as yes, count(*) filter (where came) as came
  from lines
 group by dimension, code
 order by dimension, code;
