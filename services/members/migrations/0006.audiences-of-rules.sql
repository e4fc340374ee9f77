-- Audiences as rules: people in brief to count them by, lists by hand, saved audiences that live.

-- The association's own year, in which whole years of age are reached.
create function this_year() returns integer language sql stable parallel safe as
$$select extract(year from now() at time zone 'Africa/Casablanca')::integer$$;

-- A person is a minor here who was born less than 19 calendar years ago: only the year is known,
-- so the benefit of the doubt goes to protection.
create function is_minor(year integer, birth_year integer, guardian boolean)
returns boolean language sql immutable parallel safe as
$$select coalesce(year - birth_year < 19 and not guardian, false)$$;

-- Why a person may not be invited; null when nothing is against it.
create function why_refused(minor boolean, has_contact boolean, is_told boolean)
returns text language sql immutable parallel safe as
$$select case when minor then 'minor'
              when not has_contact then 'no_contact'
              when not is_told then 'no_consent' end$$;

create or replace view reach as
select p.id as person_id, p.version, p.household_id, p.first_name, p.language, p.region,
       p.birth_year, p.mobile, p.email,
       coalesce(sms.given, false) as sms_consent,
       coalesce(email.given, false) as email_consent,
       told.channels,
       why_refused(is_minor(this_year(), p.birth_year, p.guardian_consent is not null),
                   p.mobile is not null or p.email is not null,
                   told.channels <> '{}') as refused
  from people p
  left join standing_consents sms
    on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
  left join standing_consents email
    on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
 cross join lateral (
     select p.mobile is not null and coalesce(sms.given, false) as sms,
            p.email is not null and coalesce(email.given, false) as email
 ) may
 cross join lateral (
     select case
         when p.wish = 'both' then array_remove(
             array[case when may.sms then 'sms' end, case when may.email then 'email' end], null)
         when p.wish = 'sms' and may.sms then array['sms']
         when may.email then array['email']         -- e-mail first: it is free
         when may.sms then array['sms']
         else array[]::text[]
     end as channels
 ) told;

-- --- People in brief ------------------------------------------------------------------------

-- What a person is counted by, in a row so narrow that a million are read in a moment. It is
-- kept by the triggers below and written by nothing else; `reach` decides, this remembers.
create table people_in_brief (
    person_id uuid primary key references people on delete cascade,
    birth_year smallint,
    contacts smallint not null,            -- 1 mobile, 2 e-mail, 4 landline
    consents smallint not null,            -- 1 SMS, 2 e-mail
    channels smallint not null,            -- 1 SMS, 2 e-mail: is told on, unless a minor
    took_part smallint not null,           -- 1 invited, 2 answered, 4 attended: to or at anything
    guardian boolean not null,
    language text not null,
    region text,
    gender text
) with (fillfactor = 90);

-- Whoever changes one person at the same time waits here, and then reads what the other wrote.
create function write_in_brief(ids uuid[]) returns void language plpgsql as
$$begin
    perform from people_in_brief where person_id = any (ids) order by person_id for update;
    insert into people_in_brief as held
           (person_id, birth_year, contacts, consents, channels, took_part, guardian, language,
            region, gender)
    select p.id, p.birth_year,
           (p.mobile is not null)::integer + (p.email is not null)::integer * 2
               + (p.landline is not null)::integer * 4,
           r.sms_consent::integer + r.email_consent::integer * 2,
           ('sms' = any (r.channels))::integer + ('email' = any (r.channels))::integer * 2,
           (select coalesce(bit_or((t.invited_at is not null)::integer
                                   + (t.answer is not null)::integer * 2
                                   + (t.attended_at is not null)::integer * 4), 0)
              from participation t where t.person_id = p.id),
           p.guardian_consent is not null, p.language, p.region, p.gender
      from people p
      join reach r on r.person_id = p.id
     where p.id = any (ids)
        on conflict (person_id) do update
       set (birth_year, contacts, consents, channels, took_part, guardian, language, region, gender)
         = (excluded.birth_year, excluded.contacts, excluded.consents, excluded.channels,
            excluded.took_part, excluded.guardian, excluded.language, excluded.region,
            excluded.gender)
     where held is distinct from excluded;
end$$;

-- Which people a statement changed is in `changed`, by whatever name the table calls them.
create function keep_brief() returns trigger language plpgsql as
$$declare
    ids uuid[];
begin
    if tg_table_name = 'people' then
        select array_agg(id) into ids from changed;
    else
        select array_agg(distinct person_id) into ids from changed;
    end if;
    if ids is not null then
        perform write_in_brief(ids);
    end if;
    return null;
end$$;

create trigger brief_of_new_people after insert on people
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_of_people after update on people
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_of_new_consents after insert on standing_consents
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_of_consents after update on standing_consents
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_without_consents after delete on standing_consents
    referencing old table as changed for each statement execute function keep_brief();
create trigger brief_of_new_participation after insert on participation
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_of_participation after update on participation
    referencing new table as changed for each statement execute function keep_brief();
create trigger brief_without_participation after delete on participation
    referencing old table as changed for each statement execute function keep_brief();

do $$
begin
    perform write_in_brief(array_agg(id)) from people;
end
$$;

-- --- Lists by hand, saved audiences ----------------------------------------------------------

create table hand_lists (
    id uuid primary key,
    name text not null,
    created_by uuid not null,
    created_at timestamptz not null default now()
);

create table hand_list_people (
    list_id uuid not null references hand_lists on delete cascade,
    person_id uuid not null references people on delete cascade,
    added_at timestamptz not null default now(),
    primary key (list_id, person_id)
);
create index hand_lists_of_person on hand_list_people (person_id);

-- An audience that was saved before rules were has only its filter; it is read as a rule.
alter table audiences
    alter column filter drop not null,
    add column rule jsonb,
    add column kept boolean not null default true, -- false: made for one event, not listed
    add column changed_at timestamptz not null default now(),
    add column archived_at timestamptz,
    add constraint says_who check (filter is not null or rule is not null);

-- What the audience meant when the wave asked: changing it later changes nothing that was sent.
alter table resolvings
    add column rule jsonb,
    add column filter jsonb;
