-- name: meant_by_event
-- Whom the waves of an event meant when they asked; of an assembly, as it was asked last.
select distinct coalesce(r.rule, a.rule) as rule, coalesce(r.filter, a.filter) as filter,
       r.within, a.within as saved_within, r.wish is not null as some
  from resolvings r
  left join audiences a on a.id = r.audience_id
 where r.event_id = :event_id
   and (r.rule is not null or r.filter is not null or a.id is not null)
   and case
           when r.body is null then r.invites
           else r.wave_id = (select o.wave_id from resolvings o
                              where o.event_id = :event_id and o.body is not null
                              order by o.asked_at desc, o.wave_id desc limit 1)
       end;

-- name: unreached
-- Whom no channel reaches, by name after the given one. Whoever stopped everything, and minors
-- without a guardian's consent, are not called.
with meant as (
    select p.id, p.first_name, p.last_name, p.sort_name,
           coalesce(p.landline, p.mobile) as number,
           case
               when p.landline is not null and p.mobile is null and p.email is null
                   then 'landline_only'
               when p.mobile is null and p.email is null then 'no_contact'
               when p.email = p.dead_email then 'came_back'
               when sms.own and not sms.given then 'stopped_sms'
               else 'never_agreed'
           end as reason
      from people_in_brief b
      join reach r on r.person_id = b.person_id
      join people p on p.id = b.person_id
      left join standing_consents sms
        on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
      left join standing_consents email
        on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
     where {rule} and b.channels = 0 and r.refused is distinct from 'minor'
       and not coalesce(sms.own and not sms.given and email.own and not email.given, false)
)
select id, first_name, last_name, number, reason
  from meant
 where :after::uuid is null
    or (sort_name, id) > (select a.sort_name, a.id from people a where a.id = :after)
 order by sort_name, id
 limit :limit;

-- name: count_unreached^
select count(*) filter (where not peace.wanted) as total,
       count(*) filter (where peace.wanted) as left_in_peace
  from people_in_brief b
  join reach r on r.person_id = b.person_id
  left join standing_consents sms
    on sms.person_id = r.person_id and sms.channel = 'sms' and sms.purpose = 'invitations'
  left join standing_consents email
    on email.person_id = r.person_id and email.channel = 'email'
   and email.purpose = 'invitations'
 cross join lateral (
     select r.refused is not distinct from 'minor'
         or coalesce(sms.own and not sms.given and email.own and not email.given, false) as wanted
 ) peace
 where {rule} and b.channels = 0;
