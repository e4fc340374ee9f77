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
create view merged_people as
select p.id as person_id, sides.version, sides.birth_year, said.sms, said.email, told.channels,
       case
           when extract(year from now() at time zone 'Africa/Casablanca')::integer
                - sides.birth_year < 19 and p.guardian_consent is null then 'minor'
           when p.mobile is null and p.email is null then 'no_contact'
           when told.channels = '{}' then 'no_consent'
       end as refused
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
               join standing_consents s on s.person_id = a.id
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
create view reach as
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
