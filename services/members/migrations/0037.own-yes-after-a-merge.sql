-- Whoever says yes themselves after their records were merged lifts what the other record said
-- before; until then the strictest side counts.
create or replace view merged_people with (security_invoker = true) as
with sides as not materialized (
    select person_id, alias_id as id, merged_at from aliases
    union
    select person_id, person_id, null from aliases
), whole as (
    select s.person_id, max(o.version) as version, max(o.birth_year) as birth_year
      from sides s join people o on o.id = s.id
     group by 1
), said as (
    select s.person_id, c.channel, c.given or coalesce(c.at < yes.at, false) as given
      from sides s
      join standing_consents c on c.person_id = s.id and c.purpose = 'invitations'
      left join standing_consents yes
        on yes.person_id = s.person_id and yes.channel = c.channel and yes.purpose = c.purpose
       and yes.own and yes.given and yes.at > s.merged_at
), consents as (
    select person_id,
           coalesce(bool_and(given) filter (where channel = 'sms'), false) as sms,
           coalesce(bool_and(given) filter (where channel = 'email'), false) as email
      from said
     group by 1
)
select p.id as person_id, w.version, w.birth_year, coalesce(c.sms, false) as sms,
       coalesce(c.email, false) as email, told.channels,
       why_refused(is_minor(this_year(), w.birth_year, p.guardian_consent is not null),
                   p.mobile is not null or a.email is not null,
                   told.channels <> '{}') as refused
  from whole w
  join people p on p.id = w.person_id
 cross join lateral (select nullif(p.email, p.dead_email) as email) a
  left join consents c on c.person_id = p.id
 cross join lateral (
     select channels_told(p.wish, p.mobile is not null and coalesce(c.sms, false),
                          a.email is not null and coalesce(c.email, false)) as channels
 ) told;
