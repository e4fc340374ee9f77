-- name: add_import!
insert into imports (id, filename, size, language, consent_wording, consent_source, consent_date,
                     consent_collector, begun_by, begun_at)
values (:id, :filename, :size, :language, :consent_wording, :consent_source, :consent_date,
        :consent_collector, :begun_by, :now);

-- name: forget_abandoned!
-- Sheets that were never handed over.
delete from imports where state = 'uploading' and begun_at < :before;

-- name: find_import^
select * from imports where id = :id;

-- name: lock_import^
select * from imports where id = :id for update;

-- name: add_piece!
insert into import_pieces (import_id, number, content) values (:import_id, :number, :content)
on conflict do nothing;

-- name: uploaded^
select coalesce(array_agg(number order by number), '{}') as numbers,
       coalesce(sum(length(content)), 0) as size
  from import_pieces where import_id = :import_id;

-- name: hand_over^
update imports set state = 'waiting' where id = :id returning *;

-- name: latest_imports
select * from imports where state <> 'uploading' order by begun_at desc, id desc limit :limit;

-- name: page_of_rows
select row, verdict, reasons, name, phone, email, member_id
  from import_rows
 where import_id = :id and row > :after and verdict is not null
   and (:verdict::text is null or verdict = :verdict)
 order by row
 limit :limit;

-- --- The work ------------------------------------------------------------------------------

-- name: take_import^
-- An import that nobody else is at.
select * from imports
 where state in ('waiting', 'running') and due_at <= :now
 order by due_at, begun_at
 limit 1
   for update skip locked;

-- name: start_running!
update imports set state = 'running', started_at = :now where id = :id;

-- name: take_time#
-- Opening a large workbook takes longer than a transaction may otherwise be idle.
set local idle_in_transaction_session_timeout = '15min';

-- name: piece$
select content from import_pieces where import_id = :import_id and number = :number;

-- name: finish_reading!
update imports
   set is_read = true, failures = 0,
       rows = (select count(*) from import_rows where import_id = :id)
 where id = :id;

-- name: refuse_import!
update imports set state = 'refused', refused = :code, detail = :detail, finished_at = :now
 where id = :id;

-- name: forget_pieces!
delete from import_pieces where import_id = :id;

-- name: postpone_import^
update imports set failures = failures + 1, due_at = :due_at where id = :id returning failures;

-- name: next_rows
select row, cells from import_rows
 where import_id = :id and row > :after
 order by row
 limit :limit;

-- name: one_at_a_time^
-- Two imports at once would not see each other's people. A chunk takes a moment: they take turns.
select pg_advisory_xact_lock(hashtextextended('members.people', 0));

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
    birth_year integer,
    guardian_consent date,
    guardian_refuses boolean,
    mobile text,
    landline text,
    email text,
    sms_consent boolean,
    email_consent boolean,
    bodies text[],
    axes text[]
) on commit drop;

-- name: analyse_chunk#
-- Without statistics the planner takes a temporary table for a large one.
analyze chunk;

-- name: match_people!
-- Whom we know: by the name with the phone, the e-mail address or the landline; somebody without
-- any of these by the name, the region and the year of birth. Never by a shared number alone.
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
),
best as (
    select distinct on (row) row, id from found order by row, trust, id
)
update chunk set person_id = best.id, known = true
  from best
 where chunk.row = best.row and chunk.verdict is null;

-- name: mark_doubles!
-- Rows about a person of whom an earlier row of the same sheet is.
with counted as (
    select row, row_number() over (partition by person_id order by row) > 1
               or exists (select from import_rows r
                           where r.import_id = :import_id and r.member_id = chunk.person_id)
               as is_double
      from chunk
     where verdict is null and known
)
update chunk set verdict = 'duplicate'
  from counted
 where chunk.row = counted.row and counted.is_double;

-- name: matches
select row, person_id, known, verdict from chunk;

-- name: add_people
insert into people (id, first_name, last_name, name_key, language, wish, region, birth_year,
                    guardian_consent, mobile, landline, email)
select person_id, first_name, last_name, name_key, coalesce(language, :language),
       coalesce(wish, 'any'), region, birth_year, guardian_consent, mobile, landline, email
  from chunk
 where verdict is null and not known
returning id;

-- name: change_people
-- What the sheet says counts; where it is silent, what we know stays. A guardian's no is not
-- silence: it takes the consent away.
update people p
   set language = coalesce(c.language, p.language), wish = coalesce(c.wish, p.wish),
       region = coalesce(c.region, p.region), birth_year = coalesce(c.birth_year, p.birth_year),
       guardian_consent = case when not c.guardian_refuses
                               then coalesce(c.guardian_consent, p.guardian_consent) end,
       mobile = coalesce(c.mobile, p.mobile), landline = coalesce(c.landline, p.landline),
       email = coalesce(c.email, p.email)
  from chunk c
 where c.person_id = p.id and c.known and c.verdict is null
   and (coalesce(c.language, p.language), coalesce(c.wish, p.wish),
        coalesce(c.region, p.region), coalesce(c.birth_year, p.birth_year),
        case when not c.guardian_refuses
             then coalesce(c.guardian_consent, p.guardian_consent) end,
        coalesce(c.mobile, p.mobile), coalesce(c.landline, p.landline), coalesce(c.email, p.email))
       is distinct from (p.language, p.wish, p.region, p.birth_year, p.guardian_consent, p.mobile,
                         p.landline, p.email)
returning p.id;

-- name: add_body!
insert into bodies (code, names) values (:code, :names) on conflict do nothing;

-- name: join_bodies
insert into mandates (person_id, body)
select c.person_id, body from chunk c cross join unnest(c.bodies) body
 where c.verdict is null
on conflict do nothing
returning person_id;

-- name: join_axes
insert into people_axes (person_id, axis)
select c.person_id, axis from chunk c cross join unnest(c.axes) axis
 where c.verdict is null
on conflict do nothing
returning person_id;

-- name: add_consents
-- What the sheet says of consents, where it changes how somebody stands: a yes needs a declared
-- basis, and against a person's own no it does not count.
insert into consents (person_id, channel, given, at, source, wording, collector)
select c.person_id, said.channel, said.given, :at, :source, :wording, :collector
  from chunk c
 cross join lateral (values ('sms', c.sms_consent), ('email', c.email_consent)) said (channel, given)
  left join standing_consents held
    on held.person_id = c.person_id and held.channel = said.channel
 where c.verdict is null
   and (not said.given or (said.given and :has_basis))
   and held.given is distinct from said.given
   and consent_replaces(held.given, held.own, held.at, false, :at)
returning person_id;

-- name: opted_out_rows
-- Rows that say yes for somebody who has said no.
select distinct c.row
  from chunk c
  join standing_consents held on held.person_id = c.person_id and held.own and not held.given
   and case held.channel when 'sms' then c.sms_consent else c.email_consent end
 where c.verdict is null;

-- name: make_households!
insert into households (mobile)
select p.mobile
  from people p
 where p.mobile in (select mobile from chunk where verdict is null)
 group by p.mobile
having count(*) > 1
on conflict do nothing;

-- name: join_households
with touched as (
    select p.id from people p where p.mobile in (select mobile from chunk where verdict is null)
    union
    select person_id from chunk where verdict is null
),
home as (
    select p.id, h.id as household_id
      from touched join people p using (id)
  -- Whom somebody took out of it by hand stays out.
  left join households h on h.mobile = p.mobile and h.id is distinct from p.apart_from
)
update people p set household_id = home.household_id
  from home
 where p.id = home.id and p.household_id is distinct from home.household_id
returning p.id;

-- name: new_versions!
update people set version = nextval('person_versions'), changed_at = :now where id = any (:ids);

-- name: settle_rows!
-- What stood in the cells is no longer needed.
update import_rows r
   set verdict = v.verdict, reasons = string_to_array(v.reasons, ' '), name = v.name,
       phone = v.phone, email = v.email, member_id = v.member_id, cells = null
  from unnest(:rows::integer[], :verdicts::text[], :reasons::text[], :names::text[],
              :phones::text[], :emails::text[], :member_ids::uuid[])
    as v (row, verdict, reasons, name, phone, email, member_id)
 where r.import_id = :import_id and r.row = v.row;

-- name: settle_chunk!
update imports
   set checkpoint = :checkpoint, done = done + :done, verdicts = :verdicts, failures = 0
 where id = :id;

-- name: finish_import!
update imports set state = 'done', finished_at = :now where id = :id;
