-- name: begin_chunk#
create temporary table chunk (
    row integer primary key,
    person_id uuid not null,
    known boolean not null default false,
    verdict text,
    first_name text,
    last_name text,
    name_key text,
    language text,
    wish text,
    region text,
    town text,
    town_key text,
    gender text,
    gender_words text,
    birth_year integer,
    guardian_consent date,
    guardian_refuses boolean,
    guardian_no_stands boolean not null default false,
    mobile text,
    landline text,
    email text,
    sms_consent boolean,
    email_consent boolean,
    bodies text[],
    office text,
    begins_on date,
    ends_on date,
    axes text[],
    tags text[],
    partners text[],
    alternates text[],
    keys text[],
    returned_row integer,                  -- of the sheet where this row was set aside
    returned_import uuid,
    changes jsonb
) on commit drop;
create temporary table chunk_consents (    -- what the sheet says, where it counts
    row integer not null,
    person_id uuid not null,
    channel text not null,
    held boolean,
    given boolean not null
) on commit drop;

-- name: analyse_chunk#
-- Without statistics the planner takes a temporary table for a large one.
analyze chunk (row, person_id, known, verdict, name_key, mobile, landline, email);

-- name: analyse_what_is_known#
-- Else it still believes that nobody is known.
analyze chunk (person_id, known, verdict);

-- name: match_people!
-- Whom we know: by the name with the phone, the e-mail address or the landline; somebody without
-- any of these by the name, the region and the year of birth; at last by the name with another
-- number of a person. Never by a shared number alone. Whoever stood earlier in the sheet is known,
-- written down or not.
with found as (
    select c.row, p.id, 1 as trust
      from chunk c join people p on p.mobile = c.mobile and p.name_key = c.name_key
    union all
    select c.row, p.id, 2
      from chunk c join people p on p.email = c.email and p.name_key = c.name_key
    union all
    select c.row, p.id, 3
      from chunk c join people p on p.landline = c.landline and p.name_key = c.name_key
    union all
    select c.row, p.id, 4
      from chunk c join people p on p.name_key = c.name_key
       and p.mobile is null and p.landline is null and p.email is null
       and p.region is not distinct from c.region
       and p.birth_year is not distinct from c.birth_year
     where c.mobile is null and c.landline is null and c.email is null
    union all
    select c.row, p.id, 5
      from chunk c
      join alternates a on a.number = c.mobile
      join people p on p.id = a.person_id and p.name_key = c.name_key
    union all
    select c.row, k.person_id, left(k.key, 1)::integer
      from chunk c
     cross join unnest(c.keys) said (key)
      join import_keys k on k.import_id = :import_id and k.key = said.key
),
best as (
    select distinct on (row) row, id from found order by row, trust, id
)
update chunk set person_id = coalesce(a.person_id, best.id), known = true
  from best left join aliases a on a.alias_id = best.id
 where chunk.row = best.row and chunk.verdict is null;

-- name: mark_doubles!
-- Rows about a person of whom an earlier row of the same sheet is.
with counted as (
    select row, row_number() over (partition by person_id order by row) > 1
               or exists (select from import_keys k
                           where k.import_id = :import_id and k.person_id = chunk.person_id)
               as is_double
      from chunk
     where verdict is null and known
)
update chunk set verdict = 'duplicate'
  from counted
 where chunk.row = counted.row and counted.is_double;

-- name: give_the_only_region!
-- Somebody new of whom the sheet names no region is of the one that the sheet may reach.
update chunk c
   set region = i.within[1]
  from imports i
 where i.id = :import_id and cardinality(i.within) = 1
   and c.region is null and not c.known and c.verdict is null;

-- name: keep_within!
-- Rows about people who are, or would be, outside of the regions that the sheet may reach.
update chunk c
   set verdict = 'quarantined', known = false
  from imports i
 where i.id = :import_id and i.within is not null and c.verdict is null
   and not coalesce(
       (select coalesce(c.region, p.region) = any (i.within)
               and (not c.known or p.region = any (i.within))
          from (values (c.person_id)) as one (id) left join people p using (id)), false);

-- name: people_keys!
-- By what these people may be meant in later rows: as the sheet has them, and as we had them.
insert into import_keys (import_id, key, person_id)
select :import_id, said.key, c.person_id
  from chunk c cross join unnest(c.keys) said (key)
 where c.verdict is null
union
select :import_id, had.key, p.id
  from chunk c
  join people p on p.id = c.person_id
 cross join lateral (values
     ('1 ' || p.mobile || ' ' || p.name_key),
     ('2 ' || p.email || ' ' || p.name_key),
     ('3 ' || p.landline || ' ' || p.name_key)
 ) had (key)
 where c.verdict is null and c.known and had.key is not null
on conflict do nothing;

-- name: keep_other_numbers!
-- A number that is known as another of a person's stays that.
update chunk c set mobile = null
 where c.verdict is null and c.known
   and exists (select from alternates a where a.person_id = c.person_id and a.number = c.mobile);

-- name: keep_guardians_no!
-- A consent of before a guardian's no, or of the same day, does not lift it.
update chunk c set guardian_consent = null, guardian_no_stands = true
  from people p
 where p.id = c.person_id and c.known and c.verdict is null
   and c.guardian_consent <= p.guardian_no_on;

-- name: judge_consents!
-- What the sheet says of consents, where it changes how somebody stands: a yes needs a declared
-- basis, and against a person's own no it does not count.
insert into chunk_consents (row, person_id, channel, held, given)
select c.row, c.person_id, said.channel, held.given, said.given
  from chunk c
 cross join lateral (values ('sms', c.sms_consent), ('email', c.email_consent)) said (channel, given)
  left join standing_consents held
    on held.person_id = c.person_id and held.channel = said.channel
   and held.purpose = 'invitations'
 where c.verdict is null
   and (not said.given or (said.given and :has_basis))
   and held.given is distinct from said.given
   and consent_replaces(held.given, held.own, held.at, false, :at);

-- name: note_changes!
-- What a row changes of somebody we know, field by field. What the sheet says counts; where it is
-- silent, what we know stays; so does what they chose themselves. A guardian's no is not silence:
-- it takes the consent away, and stands until a later day of consent is told. Of what they had said
-- of a guardian themselves the day is noted.
with lines as (
    select c.row, line.field, line.held, line.said
      from chunk c
      join people p on p.id = c.person_id
     cross join lateral (values
         ('language', p.language,
             case when p.own_language then p.language else coalesce(c.language, p.language) end),
         ('wish', p.wish, case when p.own_wish then p.wish else coalesce(c.wish, p.wish) end),
         ('region', p.region, coalesce(c.region, p.region)),
         ('town', p.town, coalesce(nullif(c.town, ''), p.town)),
         ('gender', p.gender, coalesce(c.gender, p.gender)),
         ('gender_words', p.gender_words,
             case when c.gender is null then p.gender_words else c.gender_words end),
         ('birth_year', p.birth_year::text, coalesce(c.birth_year, p.birth_year)::text),
         ('guardian_consent', p.guardian_consent::text,
             case when not c.guardian_refuses
                  then coalesce(c.guardian_consent, p.guardian_consent)::text end),
         ('guardian_no_on', p.guardian_no_on::text,
             case when c.guardian_refuses then coalesce(p.guardian_no_on, current_date)
                  when c.guardian_consent is null then p.guardian_no_on end::text),
         ('guardian_self', case when p.guardian_self then p.guardian_consent::text end,
             case when p.guardian_self and c.guardian_consent is null
                  then p.guardian_consent::text end),
         ('mobile', p.mobile, coalesce(c.mobile, p.mobile)),
         ('landline', p.landline, coalesce(c.landline, p.landline)),
         ('email', p.email, coalesce(c.email, p.email))
     ) line (field, held, said)
     where c.known and c.verdict is null and line.held is distinct from line.said
    union all
    select c.row, 'body', null, said.code
      from chunk c cross join unnest(c.bodies) said (code)
     where c.known and c.verdict is null
       and not sits_already(c.person_id, said.code, c.begins_on, c.ends_on)
    union all
    select c.row, 'axis', null, said.code
      from chunk c cross join unnest(c.axes) said (code)
     where c.known and c.verdict is null
       and not exists (select from people_axes a where a.person_id = c.person_id and a.axis = said.code)
    union all
    select c.row, 'tag', null, said.code
      from chunk c cross join unnest(c.tags) said (code)
     where c.known and c.verdict is null
       and not exists (select from people_tags t where t.person_id = c.person_id and t.tag = said.code)
    union all
    select c.row, 'partner', null, said.code
      from chunk c cross join unnest(c.partners) said (code)
     where c.known and c.verdict is null
       and not exists (
           select from people_partners x where x.person_id = c.person_id and x.partner = said.code)
    union all
    select c.row, 'alternate', null, said.code
      from chunk c cross join unnest(c.alternates) said (code)
      join people p on p.id = c.person_id
     where c.known and c.verdict is null
       and said.code is distinct from coalesce(c.mobile, p.mobile)
       and not exists (
           select from alternates a where a.person_id = c.person_id and a.number = said.code)
    union all
    select row, channel || '_consent', held::text, given::text from chunk_consents
),
noted as (
    select row, jsonb_agg(jsonb_build_array(field, held, said) order by field, said) as changes
      from lines
     group by row
)
update chunk set changes = noted.changes
  from noted
 where chunk.row = noted.row and chunk.known;

-- name: matches
-- Whether somebody is held already: to whom it is only planned to give an id is nobody yet.
select c.row, c.person_id, c.known, c.verdict, c.changes, p.id is not null as held,
       -- The sheet says something else than they chose themselves.
       c.known and c.verdict is null
       and coalesce(p.own_language and c.language <> p.language
                    or p.own_wish and c.wish <> p.wish, false) as against_choice,
       c.guardian_no_stands
  from chunk c
  left join people p on p.id = c.person_id;

-- name: add_people
insert into people (id, first_name, last_name, name_key, language, wish, region, town, town_key,
                    gender, gender_words, birth_year, guardian_consent, guardian_no_on, mobile,
                    landline, email)
select person_id, first_name, last_name, name_key, coalesce(language, :language),
       coalesce(wish, 'any'), region, town, town_key, gender, gender_words, birth_year,
       guardian_consent, case when guardian_refuses then current_date end, mobile, landline, email
  from chunk
 where verdict is null and not known
returning id;

-- name: change_people!
-- As note_changes has it.
update people p
   set language = case when p.own_language then p.language
                       else coalesce(c.language, p.language) end,
       wish = case when p.own_wish then p.wish else coalesce(c.wish, p.wish) end,
       region = coalesce(c.region, p.region), birth_year = coalesce(c.birth_year, p.birth_year),
       town = case when c.town = '' then p.town else c.town end,
       town_key = case when c.town = '' then p.town_key else c.town_key end,
       gender = coalesce(c.gender, p.gender),
       gender_words = case when c.gender is null then p.gender_words else c.gender_words end,
       guardian_consent = case when not c.guardian_refuses
                               then coalesce(c.guardian_consent, p.guardian_consent) end,
       guardian_no_on = case when c.guardian_refuses then coalesce(p.guardian_no_on, current_date)
                             when c.guardian_consent is null then p.guardian_no_on end,
       guardian_self = p.guardian_self and not c.guardian_refuses and c.guardian_consent is null,
       mobile = coalesce(c.mobile, p.mobile), landline = coalesce(c.landline, p.landline),
       email = coalesce(c.email, p.email)
  from chunk c
 where c.person_id = p.id and c.known and c.verdict is null and c.changes is not null;

-- name: add_body!
insert into bodies (code, names) values (:code, :names) on conflict do nothing;

-- name: add_tags!
insert into tags (code, name)
select * from unnest(:codes::text[], :names::text[])
on conflict do nothing;

-- name: add_partners!
insert into partners (code, names)
select code, jsonb_build_object('fr', name) from unnest(:codes::text[], :names::text[]) as v (code, name)
on conflict do nothing;

-- name: join_bodies!
insert into mandates (person_id, body, office, begins_on, ends_on, import_id)
select c.person_id, said.code, c.office, c.begins_on, c.ends_on, :import_id
  from chunk c cross join unnest(c.bodies) said (code)
 where c.verdict is null
   and not sits_already(c.person_id, said.code, c.begins_on, c.ends_on)
on conflict do nothing;

-- name: join_axes!
insert into people_axes (person_id, axis)
select c.person_id, said.code from chunk c cross join unnest(c.axes) said (code)
 where c.verdict is null
on conflict do nothing;

-- name: join_tags!
insert into people_tags (person_id, tag)
select c.person_id, said.code from chunk c cross join unnest(c.tags) said (code)
 where c.verdict is null
on conflict do nothing;

-- name: join_partners!
insert into people_partners (person_id, partner)
select c.person_id, said.code from chunk c cross join unnest(c.partners) said (code)
 where c.verdict is null
on conflict do nothing;

-- name: add_alternates!
insert into alternates (person_id, number)
select p.id, said.code
  from chunk c
 cross join unnest(c.alternates) said (code)
  join people p on p.id = c.person_id
 where c.verdict is null and said.code is distinct from p.mobile
on conflict do nothing;

-- name: add_consents!
insert into consents (person_id, channel, given, at, source, wording, collector)
select person_id, channel, given, :at, :source, :wording, :collector from chunk_consents;

-- name: opted_out_rows
-- Rows that say yes for somebody who has said no.
select distinct c.row
  from chunk c
  join standing_consents held on held.person_id = c.person_id and held.own and not held.given
   and held.purpose = 'invitations'
   and case held.channel when 'sms' then c.sms_consent else c.email_consent end
 where c.verdict is null;

-- name: people_of_chunk
select person_id, mobile from chunk where verdict is null;

-- name: settle_rows!
-- Of a sheet that is only checked the cells are kept, and of what was set aside. Of people whom we
-- did not know it is kept what they came in with, so that it is seen later what of it was changed.
with came_in as (
    select person_id,
           jsonb_agg(jsonb_build_array(field, null, value) order by field, value) as facts
      from facts
     where person_id = any (:added)
     group by person_id
)
update import_rows r
   set verdict = v.verdict, reasons = string_to_array(v.reasons, ' '), name = v.name,
       phone = v.phone, email = v.email, member_id = v.member_id,
       added = came_in.person_id is not null, changes = coalesce(came_in.facts, v.changes),
       cells = case when :keep_cells or v.verdict = 'quarantined' then r.cells end
  from unnest(:rows::integer[], :verdicts::text[], :reasons::text[], :names::text[],
              :phones::text[], :emails::text[], :member_ids::uuid[], :changes::jsonb[])
    as v (row, verdict, reasons, name, phone, email, member_id, changes)
  left join came_in on came_in.person_id = v.member_id and v.verdict <> 'duplicate'
 where r.import_id = :import_id and r.row = v.row;

-- name: forget_mended!
-- What was set aside and came back mended is no longer needed.
update import_rows r set cells = null
  from chunk c
 where c.verdict is null and r.import_id = c.returned_import and r.row = c.returned_row
   and r.verdict = 'quarantined';
