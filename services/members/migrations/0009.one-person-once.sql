-- One person, once: who is likely somebody else, and who was found to be.

-- Who is to be compared with the others. The database itself notes it with every change, so that
-- nothing that writes people can forget it; whoever is here already is noted now.
create table to_compare (
    person_id uuid primary key references people on delete cascade
);
insert into to_compare select id from people;

create function note_new_people() returns trigger language plpgsql as
$$begin
    insert into to_compare select id from now_there on conflict do nothing;
    return null;
end$$;

create function note_changed_people() returns trigger language plpgsql as
$$begin
    insert into to_compare
    select n.id from now_there n join was_there w using (id)
     where (n.first_name, n.last_name, n.mobile, n.landline, n.email, n.region, n.birth_year,
            n.gender)
           is distinct from (w.first_name, w.last_name, w.mobile, w.landline, w.email, w.region,
                             w.birth_year, w.gender)
    on conflict do nothing;
    return null;
end$$;

create trigger new_people_are_compared after insert on people
    referencing new table as now_there for each statement execute function note_new_people();
create trigger changed_people_are_compared after update on people
    referencing new table as now_there old table as was_there
    for each statement execute function note_changed_people();

-- What is the same for a name in every script. Region and year stand beside it, so that a name
-- that thousands have is looked for among few.
create table name_keys (
    person_id uuid primary key references people on delete cascade,
    key text not null,
    region text,
    birth_year integer
);
create index name_keys_by_region on name_keys (key, region) where region is not null;
create index name_keys_by_year on name_keys (key, birth_year) where birth_year is not null;

-- Two who are likely one, why, and what somebody said to that. "Not the same" is for ever.
create table likely_doubles (
    id uuid primary key default gen_random_uuid(),
    one_id uuid not null references people on delete cascade,
    other_id uuid not null references people on delete cascade,
    reasons text[] not null,
    weight integer not null,                       -- how much speaks for it: the surest come first
    state text not null default 'open'
        constraint a_state check (state in ('open', 'merged', 'not_the_same')),
    found_at timestamptz not null default now(),
    decided_at timestamptz,
    decided_by uuid,
    constraint each_pair_once unique (one_id, other_id),
    constraint in_order check (one_id < other_id)
);
create index likely_doubles_open on likely_doubles (weight desc, id) where state = 'open';
create index likely_doubles_of_other on likely_doubles (other_id);

-- Ids that are another person's. `into_id` is whom somebody was merged with, `person_id` who that
-- is by now: they differ once that one was merged with a third, and undoing needs both.
-- What the other side lent to the person who stays is given back with the alias.
create table aliases (
    alias_id uuid primary key references people on delete cascade,
    into_id uuid not null references people on delete cascade,
    person_id uuid not null references people on delete cascade,
    version bigint not null default nextval('person_versions'),
    lent jsonb not null default '{}',
    merged_at timestamptz not null,
    merged_by uuid not null,
    constraint nobody_is_their_own_alias check (alias_id <> person_id and alias_id <> into_id)
);
create index aliases_of_person on aliases (person_id);
create index aliases_into on aliases (into_id);

-- How a person with aliases is reached: by the strictest side. A yes counts where neither side says
-- no; the youngest year of birth counts, so that nobody is grown up by mistake.
create view merged_people with (security_invoker = true) as
select p.id as person_id, sides.version, sides.birth_year, said.sms, said.email, told.channels,
       why_refused(is_minor(this_year(), sides.birth_year, p.guardian_consent is not null),
                   p.mobile is not null or p.email is not null,
                   told.channels <> '{}') as refused
  from (select a.person_id, max(o.version) as version, max(o.birth_year) as birth_year
          from (select person_id, alias_id as id from aliases
                union
                select person_id, person_id from aliases) a
          join people o on o.id = a.id
         group by 1) sides
  join people p on p.id = sides.person_id
  left join (select a.person_id,
                    coalesce(bool_and(s.given) filter (where s.channel = 'sms'), false) as sms,
                    coalesce(bool_and(s.given) filter (where s.channel = 'email'), false) as email
               from (select person_id, alias_id as id from aliases
                     union
                     select person_id, person_id from aliases) a
               join standing_consents s on s.person_id = a.id and s.purpose = 'invitations'
              group by 1) consents on consents.person_id = p.id
 cross join lateral (
     select coalesce(consents.sms, false) as sms, coalesce(consents.email, false) as email
 ) said
 cross join lateral (
     select p.mobile is not null and said.sms as sms, p.email is not null and said.email as email
 ) may
 cross join lateral (
     select case
         when p.wish = 'both' then array_remove(
             array[case when may.sms then 'sms' end, case when may.email then 'email' end], null)
         when p.wish = 'sms' and may.sms then array['sms']
         when may.email then array['email']
         when may.sms then array['sms']
         else array[]::text[]
     end as channels
 ) told;

-- Whoever is another's alias is nobody of their own: not in audiences, not counted, not told.
alter view reach rename to reach_of_each;
create view reach with (security_invoker = true) as
select r.person_id, coalesce(m.version, r.version) as version, r.household_id, r.first_name,
       r.language, r.region, coalesce(m.birth_year, r.birth_year) as birth_year, r.mobile, r.email,
       coalesce(m.sms, r.sms_consent) as sms_consent,
       coalesce(m.email, r.email_consent) as email_consent,
       coalesce(m.channels, r.channels) as channels,
       case when m.person_id is null then r.refused else m.refused end as refused
  from reach_of_each r
  left join merged_people m on m.person_id = r.person_id
 where not exists (select from aliases a where a.alias_id = r.person_id);

-- The household of a number that somebody does not belong to, though the number is theirs.
alter table people add column apart_from uuid;

-- A person is counted once, whatever the ids: what is changed under one of them changes the person,
-- and an alias has no line of its own.
create or replace function write_in_brief(ids uuid[]) returns void language plpgsql as
$$declare
    persons uuid[];
begin
    select array_agg(distinct coalesce(a.person_id, changed.id)) into persons
      from unnest(ids) as changed (id) left join aliases a on a.alias_id = changed.id;
    perform from people_in_brief
      where person_id = any (persons || ids) order by person_id for update;
    delete from people_in_brief
     where person_id = any (ids) and person_id in (select alias_id from aliases);
    insert into people_in_brief as held
           (person_id, birth_year, contacts, consents, channels, took_part, guardian, language,
            region, gender)
    select p.id, r.birth_year,
           (p.mobile is not null)::integer + (p.email is not null)::integer * 2
               + (p.landline is not null)::integer * 4,
           r.sms_consent::integer + r.email_consent::integer * 2,
           ('sms' = any (r.channels))::integer + ('email' = any (r.channels))::integer * 2,
           (select coalesce(bit_or((t.invited_at is not null)::integer
                                   + (t.answer is not null)::integer * 2
                                   + (t.attended_at is not null)::integer * 4), 0)
              from participation t
             where t.person_id = any (array(
                       select p.id union select alias_id from aliases where person_id = p.id))),
           p.guardian_consent is not null, p.language, p.region, p.gender
      from people p
      join reach r on r.person_id = p.id
     where p.id = any (persons)
        on conflict (person_id) do update
       set (birth_year, contacts, consents, channels, took_part, guardian, language, region, gender)
         = (excluded.birth_year, excluded.contacts, excluded.consents, excluded.channels,
            excluded.took_part, excluded.guardian, excluded.language, excluded.region,
            excluded.gender)
     where held is distinct from excluded;
end$$;

create function keep_brief_of_aliases() returns trigger language plpgsql as
$$begin
    perform write_in_brief(array(
        select alias_id from changed union select person_id from changed
         union select into_id from changed));
    return null;
end$$;
create trigger brief_of_new_aliases after insert on aliases
    referencing new table as changed for each statement execute function keep_brief_of_aliases();
create trigger brief_of_aliases after update on aliases
    referencing new table as changed for each statement execute function keep_brief_of_aliases();
create trigger brief_without_aliases after delete on aliases
    referencing old table as changed for each statement execute function keep_brief_of_aliases();

do $$
declare
    name text;
begin
    foreach name in array array['to_compare', 'name_keys', 'aliases']
    loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy within on %I to members_within using ((select within_regions()) is null'
            ' or exists (select from people p where p.id = person_id))', name);
    end loop;
end
$$;
