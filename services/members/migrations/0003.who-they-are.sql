-- What else people can be sorted by: dated mandates, towns, tags, partners, gender, taking part.

-- Belonging to a body is a mandate: from a day, until the day before another, either unknown.
alter table people_bodies rename to mandates;
alter table mandates drop constraint people_bodies_pkey;
alter table mandates
    add column id uuid not null default gen_random_uuid() primary key,
    add column office text not null default '',    -- president, treasurer: in the body's own words
    add column begins_on date,
    add column ends_on date,                       -- the first day on which it no longer holds
    add constraint a_mandate_ends_after_it_begins check (ends_on > begins_on),
    -- A sheet only says "is of this body": one such mandate, however often it is said.
    add constraint one_mandate_per_beginning
        unique nulls not distinct (person_id, body, begins_on);
alter index bodies_people rename to mandates_people;

-- The mandates that hold today, by the association's own calendar.
create view people_bodies as
select distinct person_id, body
  from mandates
 cross join (select (now() at time zone 'Africa/Casablanca')::date as day) today
 where (begins_on is null or begins_on <= today.day)
   and (ends_on is null or ends_on > today.day);

alter table people
    add column town text not null default '' check (length(town) <= 200),
    add column town_key text not null default '',  -- the town folded, as names are
    add column gender text constraint a_gender check (gender in ('woman', 'man', 'other')),
    add column gender_words text not null default '' check (length(gender_words) <= 200);
create index people_by_town on people (town_key) where town_key <> '';

-- Organisations that events are held with, and whose people are ours too.
create table partners (
    code text primary key,
    names jsonb not null,
    created_at timestamptz not null default now()
);

create table people_partners (
    person_id uuid not null references people on delete cascade,
    partner text not null references partners,
    primary key (person_id, partner)
);
create index partners_people on people_partners (partner, person_id);

create table tags (
    code text primary key,                         -- the name folded: one tag, however it is typed
    name text not null,
    created_at timestamptz not null default now()
);

create table people_tags (
    person_id uuid not null references people on delete cascade,
    tag text not null references tags,
    primary key (person_id, tag)
);
create index tags_people on people_tags (tag, person_id);

-- Who was invited to what, what they said and whether they came: heard from events, ids only.
-- There is no foreign key: what is told of a person may arrive before or after the person.
create table participation (
    event_id uuid not null,
    person_id uuid not null,
    invited_at timestamptz,
    answer text,                                   -- yes, maybe, no; null while silent
    answered_at timestamptz,
    answer_version bigint not null default 0,      -- an older one is not listened to
    attended_at timestamptz,
    primary key (event_id, person_id)
);
create index participation_of_person on participation (person_id, event_id);
