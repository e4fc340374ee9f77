-- Mail to an address came back: nobody reads it there. Whoever has another address by now is told
-- there; whoever has not is not told by e-mail, as if there were none.
alter table people add column dead_email text, add column dead_email_at timestamptz;

-- On which channels a person is told, by their wish and by what may be used. The views that stood
-- here spelled this out each for itself.
create function channels_told(wish text, sms boolean, email boolean) returns text[]
    language sql immutable as
$$select case
      when wish = 'both' then
          array_remove(array[case when sms then 'sms' end, case when email then 'email' end], null)
      when wish = 'sms' and sms then array['sms']
      when email then array['email']         -- e-mail first: it is free
      when sms then array['sms']
      else array[]::text[]
  end$$;

create or replace view reach_of_each with (security_invoker = true) as
select p.id as person_id, p.version, p.household_id, p.first_name, p.language, p.region,
       p.birth_year, p.mobile, p.email,
       coalesce(sms.given, false) as sms_consent,
       coalesce(email.given, false) as email_consent,
       told.channels,
       why_refused(is_minor(this_year(), p.birth_year, p.guardian_consent is not null),
                   p.mobile is not null or a.email is not null,
                   told.channels <> '{}') as refused
  from people p
 cross join lateral (select nullif(p.email, p.dead_email) as email) a
  left join standing_consents sms
    on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
  left join standing_consents email
    on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
 cross join lateral (
     select channels_told(p.wish, p.mobile is not null and coalesce(sms.given, false),
                          a.email is not null and coalesce(email.given, false)) as channels
 ) told;

create or replace view merged_people with (security_invoker = true) as
with sides as not materialized (
    select person_id, alias_id as id from aliases
    union
    select person_id, person_id from aliases
), whole as (
    select s.person_id, max(o.version) as version, max(o.birth_year) as birth_year
      from sides s join people o on o.id = s.id
     group by 1
), consents as (
    select s.person_id,
           coalesce(bool_and(c.given) filter (where c.channel = 'sms'), false) as sms,
           coalesce(bool_and(c.given) filter (where c.channel = 'email'), false) as email
      from sides s join standing_consents c on c.person_id = s.id and c.purpose = 'invitations'
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

-- Whoever says yes to e-mail themselves reads it again.
create function own_yes_revives() returns trigger language plpgsql as
$$begin
    update people p set dead_email = null, dead_email_at = null
      from added a
     where a.own and a.given and a.channel = 'email' and p.id = a.person_id
       and p.dead_email is not null and a.at > p.dead_email_at;
    return null;
end$$;
create trigger own_yes_revives after insert on consents
    referencing new table as added for each statement execute function own_yes_revives();
