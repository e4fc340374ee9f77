-- People and what they can be sorted by, consents, households, audiences, imports, staff.

-- --- What people can be sorted by. Names are keyed by language. -----------------------------

create table regions (
    code text primary key,                -- ISO 3166-2, or 'abroad'
    position integer not null,
    names jsonb not null
);

create table axes (
    code text primary key,
    position integer not null,
    names jsonb not null
);

create table bodies (
    code text primary key,
    names jsonb not null,
    created_at timestamptz not null default now()
);

insert into regions (position, code, names) values
    (1, 'MA-01', '{"fr": "Tanger-Tétouan-Al Hoceïma", "ar": "طنجة - تطوان - الحسيمة"}'),
    (2, 'MA-02', '{"fr": "L''Oriental", "ar": "الشرق"}'),
    (3, 'MA-03', '{"fr": "Fès-Meknès", "ar": "فاس - مكناس"}'),
    (4, 'MA-04', '{"fr": "Rabat-Salé-Kénitra", "ar": "الرباط - سلا - القنيطرة"}'),
    (5, 'MA-05', '{"fr": "Béni Mellal-Khénifra", "ar": "بني ملال - خنيفرة"}'),
    (6, 'MA-06', '{"fr": "Casablanca-Settat", "ar": "الدار البيضاء - سطات"}'),
    (7, 'MA-07', '{"fr": "Marrakech-Safi", "ar": "مراكش - آسفي"}'),
    (8, 'MA-08', '{"fr": "Drâa-Tafilalet", "ar": "درعة - تافيلالت"}'),
    (9, 'MA-09', '{"fr": "Souss-Massa", "ar": "سوس - ماسة"}'),
    (10, 'MA-10', '{"fr": "Guelmim-Oued Noun", "ar": "كلميم - واد نون"}'),
    (11, 'MA-11', '{"fr": "Laâyoune-Sakia El Hamra", "ar": "العيون - الساقية الحمراء"}'),
    (12, 'MA-12', '{"fr": "Dakhla-Oued Ed-Dahab", "ar": "الداخلة - وادي الذهب"}'),
    (13, 'abroad', '{"fr": "À l''étranger", "ar": "خارج المغرب", "en": "Abroad"}');

insert into axes (position, code, names) values
    (1, 'governance', '{"fr": "Gouvernance, démocratie et droits humains", "ar": "الحكامة والديمقراطية وحقوق الإنسان", "en": "Governance, democracy and human rights"}'),
    (2, 'social-movements', '{"fr": "Mouvements sociaux", "ar": "الحركات الاجتماعية", "en": "Social movements"}'),
    (3, 'youth-action', '{"fr": "Action jeunesse", "ar": "العمل الشبابي", "en": "Youth action"}'),
    (4, 'e-joussour', '{"fr": "Portail E-Joussour", "ar": "بوابة إي-جسور", "en": "E-Joussour portal"}'),
    (5, 'women-alternatives', '{"fr": "Alternatives des femmes", "ar": "بدائل النساء", "en": "Women''s alternatives"}');

-- --- People ---------------------------------------------------------------------------------

-- One sequence for all: a newer state of a person always has a higher version.
create sequence person_versions;

create table people (
    id uuid primary key,
    version bigint not null default nextval('person_versions'),
    first_name text not null constraint a_first_name check (length(first_name) between 1 and 200),
    last_name text not null default '' check (length(last_name) <= 200),
    name_key text not null,                -- the whole name folded, whatever the order of its parts
    sort_name text collate "und-x-icu" generated always as (last_name || ' ' || first_name) stored,
    language text not null constraint a_language check (language in ('ar', 'fr', 'zgh', 'en')),
    region text references regions,
    birth_year integer,
    guardian_consent date,
    mobile text,                           -- E.164
    landline text,                         -- E.164; for the call sheet, never sent anything
    email text,                            -- in lower case
    wish text not null default 'any' constraint a_wish check (wish in ('sms', 'email', 'both', 'any')),
    household_id uuid,                     -- that of the mobile, once more than one person has it
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
);
create index people_by_mobile on people (mobile, name_key) where mobile is not null;
create index people_by_landline on people (landline, name_key) where landline is not null;
create index people_by_email on people (email, name_key) where email is not null;
create index people_without_contact on people (name_key)
    where mobile is null and landline is null and email is null;
create index people_in_order on people (sort_name, id);

create table people_bodies (
    person_id uuid not null references people on delete cascade,
    body text not null references bodies,
    primary key (person_id, body)
);
create index bodies_people on people_bodies (body, person_id);

create table people_axes (
    person_id uuid not null references people on delete cascade,
    axis text not null references axes,
    primary key (person_id, axis)
);
create index axes_people on people_axes (axis, person_id);

-- People who share a mobile number. A number keeps its household for ever, so that the id is
-- stable; it is made at random, because one made from the number would tell the number.
create table households (
    mobile text primary key,
    id uuid not null unique default gen_random_uuid()
);

-- --- Consents: a book to which is only ever added, and where each person stands --------------

create table consents (
    id bigint generated always as identity primary key,
    person_id uuid not null references people on delete cascade,
    channel text not null constraint a_channel check (channel in ('sms', 'email')),
    given boolean not null,
    at timestamptz not null,               -- when it was said, not when it was typed in
    recorded_at timestamptz not null default now(),
    source text not null,
    wording text not null default '',
    collector text not null default '',
    own boolean not null default false     -- the person's own act, against which no sheet counts
);
create index consents_of_person on consents (person_id, channel, at);

create table standing_consents (
    person_id uuid not null references people on delete cascade,
    channel text not null,
    given boolean not null,
    own boolean not null,
    at timestamptz not null,
    primary key (person_id, channel)
);

-- Whether a new word replaces the one that stands. A person's own "no" is lifted by nothing but
-- the person's own later "yes"; otherwise the later word counts.
create function consent_replaces(
    held_given boolean, held_own boolean, held_at timestamptz, new_own boolean, new_at timestamptz
) returns boolean language sql immutable as
$$select case
    when held_given is null then true
    when held_own and not held_given then new_own and new_at >= held_at
    when new_own and not held_own then true
    else new_at >= held_at
end$$;

create function keep_standing_consents() returns trigger language plpgsql as
$$begin
    insert into standing_consents as held (person_id, channel, given, own, at)
    select distinct on (person_id, channel) person_id, channel, given, own, at
      from added
     order by person_id, channel, own desc, at desc, id desc
        on conflict (person_id, channel) do update
       set given = excluded.given, own = excluded.own, at = excluded.at
     where consent_replaces(held.given, held.own, held.at, excluded.own, excluded.at);
    return null;
end$$;
create trigger consents_stand after insert on consents
    referencing new table as added
    for each statement execute function keep_standing_consents();

-- --- Who is told on what: the one place where it is decided ----------------------------------

-- `refused` is why a person may not be invited. A person is a minor here who was born less than
-- 19 calendar years ago: only the year is known, so the benefit of the doubt goes to protection.
create view reach as
select p.id as person_id, p.version, p.household_id, p.first_name, p.language, p.region,
       p.birth_year, p.mobile, p.email,
       coalesce(sms.given, false) as sms_consent,
       coalesce(email.given, false) as email_consent,
       told.channels,
       case
           when this_year.number - p.birth_year < 19 and p.guardian_consent is null then 'minor'
           when p.mobile is null and p.email is null then 'no_contact'
           when told.channels = '{}' then 'no_consent'
       end as refused
  from people p
  left join standing_consents sms on sms.person_id = p.id and sms.channel = 'sms'
  left join standing_consents email on email.person_id = p.id and email.channel = 'email'
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
 ) told
 cross join (
     select extract(year from now() at time zone 'Africa/Casablanca')::integer as number
 ) this_year;

-- The people whom a filter means. A line that is null asks nothing; ages are whole years reached
-- in this calendar year.
create function audience(
    bodies text[], axes text[], regions text[], languages text[], age_from integer, age_to integer
) returns setof reach language sql stable as
$$select r.*
    from reach r
   where (bodies is null or exists (
             select from people_bodies b where b.person_id = r.person_id and b.body = any (bodies)))
     and (axes is null or exists (
             select from people_axes a where a.person_id = r.person_id and a.axis = any (axes)))
     and (regions is null or r.region = any (regions))
     and (languages is null or r.language = any (languages))
     and (age_from is null or extract(year from now() at time zone 'Africa/Casablanca')
             - r.birth_year >= age_from)
     and (age_to is null or extract(year from now() at time zone 'Africa/Casablanca')
             - r.birth_year <= age_to)$$;

-- --- Audiences and their resolving -----------------------------------------------------------

create table audiences (
    id uuid primary key,
    name text not null,
    filter jsonb not null,
    created_by uuid not null,
    created_at timestamptz not null default now()
);

-- Whether a search means a person: every word is in the name, or what was typed in an address.
create function is_meant(p people, words text[], digits text, written text)
returns boolean language sql stable as
$$select not exists (select from unnest(words) word where position(word in p.name_key) = 0)
      or position(digits in p.mobile) > 0
      or position(digits in p.landline) > 0
      or position(written in p.email) > 0$$;

-- A wave asked who it is for. The people are written down at one moment, so that somebody who
-- is imported or moves between two pages is neither doubled nor lost, and the total is true.
create table resolvings (
    wave_id uuid primary key,
    event_id uuid not null,
    audience_id uuid not null,
    asked_at timestamptz not null default now(),
    total integer,                         -- known once the people are written down
    page integer not null default 0,       -- the last page announced
    after_group uuid,                      -- the last group of it
    due_at timestamptz not null default now(), -- later, after a failure
    finished_at timestamptz
);
create index resolvings_open on resolvings (due_at, asked_at) where finished_at is null;

create table resolving_people (
    wave_id uuid not null references resolvings on delete cascade,
    group_id uuid not null,                -- the household's, else the person's own id
    person_id uuid not null,
    household_id uuid,
    refused text,
    primary key (wave_id, group_id, person_id)
);

-- --- Imports ---------------------------------------------------------------------------------

create table imports (
    id uuid primary key,
    filename text not null,
    size integer not null,                 -- bytes
    language text not null,
    consent_wording text not null default '',
    consent_source text not null default '',
    consent_date date,
    consent_collector text not null default '',
    state text not null default 'uploading'
        constraint a_state check (state in ('uploading', 'waiting', 'running', 'done', 'refused')),
    is_read boolean not null default false, -- its rows are in import_rows
    rows integer not null default 0,
    done integer not null default 0,
    checkpoint integer not null default 0, -- the last row that has its verdict
    verdicts jsonb not null default '{}',
    refused text,
    detail jsonb not null default '{}',
    failures integer not null default 0,
    due_at timestamptz not null default now(), -- later, after a failure
    begun_by uuid not null,
    begun_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create index imports_open on imports (due_at, begun_at) where state in ('waiting', 'running');

create table import_pieces (
    import_id uuid not null references imports on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (import_id, number)
);

create table import_rows (
    import_id uuid not null references imports on delete cascade,
    row integer not null,                  -- the sheet's own number
    cells jsonb,                           -- what stood there; gone once there is a verdict
    verdict text,
    reasons text[] not null default '{}',
    name text not null default '',
    phone text,
    email text,
    member_id uuid,
    primary key (import_id, row)
);
create index import_rows_by_verdict on import_rows (import_id, verdict, row);
create index import_rows_by_member on import_rows (import_id, member_id)
    where member_id is not null;

-- --- Staff -----------------------------------------------------------------------------------

create table staff (
    id uuid primary key,
    email text not null constraint one_account_per_email unique,
    name text not null,
    role text not null constraint a_role check (role in ('admin', 'organiser', 'viewer')),
    language text not null default 'fr' check (language in ('ar', 'fr', 'zgh', 'en')),
    password_hash text not null,
    created_at timestamptz not null default now(),
    disabled_at timestamptz
);

create table sessions (
    secret_hash bytea primary key,
    staff_id uuid not null references staff on delete cascade,
    begun_at timestamptz not null,
    seen_at timestamptz not null
);
create index sessions_of_staff on sessions (staff_id);

-- Tries to sign in, for the throttle: keyed hashes of the account's name and of where from.
create table sign_in_tries (
    id uuid primary key,
    account bytea not null,
    origin bytea not null,
    at timestamptz not null,
    succeeded boolean not null default false
);
create index sign_in_tries_by_account on sign_in_tries (account, at);
create index sign_in_tries_by_origin on sign_in_tries (origin, at);
create index sign_in_tries_by_age on sign_in_tries (at);

-- The consents' book is only ever added to, like the audit.
do $$
begin
    execute format('revoke update, delete, truncate on consents from %I',
                   regexp_replace(current_user, '_owner$', ''));
end
$$;
