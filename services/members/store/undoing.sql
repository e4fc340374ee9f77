-- name: begin_undoing#
create temporary table undone (
    row integer primary key,
    person_id uuid not null,
    added boolean not null,
    changes jsonb not null,
    why text                               -- why it is left, when it is
) on commit drop;
create temporary table returning_lines (   -- of changes: what is still as the import left it
    row integer not null,
    person_id uuid not null,
    field text not null,
    old text,
    new text
) on commit drop;

-- name: rows_to_undo
-- The next rows by which somebody came in or was changed.
insert into undone (row, person_id, added, changes)
select row, member_id, added, changes
  from import_rows
 where import_id = :import_id and row > :after and member_id is not null and changes is not null
   and verdict not in ('duplicate', 'quarantined')
 order by row
 limit :limit
returning row;

-- name: judge_people!
-- Whoever came in by the import is left once anything was made of it.
update undone u
   set why = case
           when not exists (select from people p where p.id = u.person_id) then 'gone'
           when exists (
               select from aliases a where u.person_id in (a.alias_id, a.into_id, a.person_id))
               then 'merged-since'
           when exists (select from participation t where t.person_id = u.person_id)
             -- Once for all the rows: there is no index by person.
             or u.person_id in (select person_id from resolving_people)
               then 'invited-since'
           when exists (
               select from consents c
                where c.person_id = u.person_id and (c.own or c.recorded_at > i.finished_at))
               then 'consented-since'
           when exists (
               select from import_rows r join imports other on other.id = r.import_id
                where r.member_id = u.person_id and r.import_id <> i.id
                  and other.state in ('waiting', 'running', 'done')) then 'in-another-sheet'
           -- What goes with a person, and that no sheet brings: what somebody added to them, what they
           -- chose themselves, that their mail came back.
           when exists (select from hand_list_people l where l.person_id = u.person_id)
             or exists (select from own_links o where o.person_id = u.person_id)
             or exists (select from people p
                         where p.id = u.person_id
                           and (p.quiet_from is not null or p.dead_email is not null
                                or p.email_works_at is not null or p.guardian <> ''))
             or u.person_id in (
                 select people_in_vault(array(select person_id from undone where added)))
               then 'used-since'
           when u.changes is distinct from (
               select jsonb_agg(jsonb_build_array(f.field, null, f.value) order by f.field, f.value)
                 from facts f where f.person_id = u.person_id) then 'changed-since'
       end
  from imports i
 where i.id = :import_id and u.added;

-- name: judge_changes!
insert into returning_lines (row, person_id, field, old, new)
select u.row, u.person_id, line ->> 0, line ->> 1, line ->> 2
  from undone u
 cross join lateral jsonb_array_elements(u.changes) line
 where not u.added
   -- A no that the sheet brought stays: nobody is written to again because a sheet was wrong.
   and not (line ->> 0 in ('sms_consent', 'email_consent') and line ->> 2 = 'false')
   and not (line ->> 0 = 'guardian_consent' and line ->> 2 is null)
   -- What they chose themselves since stays, also if the sheet had said the same.
   and not exists (
       select from people p
        where p.id = u.person_id
          and case line ->> 0 when 'language' then p.own_language when 'wish' then p.own_wish end)
   and case
       -- What goes with a guardian's consent goes back with it, or stays with what was said since.
       when line ->> 0 in ('guardian_no_on', 'guardian_self') and line ->> 2 is null then exists (
           select from people p
            where p.id = u.person_id and p.guardian_no_on is null
              and p.guardian_consent::text = coalesce(
                  (select told ->> 2 from jsonb_array_elements(u.changes) told
                    where told ->> 0 = 'guardian_consent'), line ->> 1))
       when line ->> 2 is null or line ->> 2 = '' then not exists (
           select from facts f where f.person_id = u.person_id and f.field = line ->> 0)
       else exists (
           select from facts f
            where f.person_id = u.person_id and f.field = line ->> 0 and f.value = line ->> 2)
   end;

-- name: judge_rest!
update undone u
   set why = case
           when not exists (select from people p where p.id = u.person_id) then 'gone'
           when back.lines is null then 'changed-since'
           when back.lines < jsonb_array_length(u.changes) then 'partly-taken-back'
       end
  from undone every
  left join (select row, count(*) as lines from returning_lines group by row) back using (row)
 where every.row = u.row and not u.added;

-- name: take_people_back
delete from people p using undone u where p.id = u.person_id and u.added and u.why is null
returning p.id;

-- name: give_fields_back!
update people p
   set language = case when had ? 'language' then had ->> 'language' else p.language end,
       wish = case when had ? 'wish' then had ->> 'wish' else p.wish end,
       region = case when had ? 'region' then had ->> 'region' else p.region end,
       town = case when had ? 'town' then coalesce(had ->> 'town', '') else p.town end,
       gender = case when had ? 'gender' then had ->> 'gender' else p.gender end,
       gender_words = case when had ? 'gender_words'
                           then coalesce(had ->> 'gender_words', '') else p.gender_words end,
       birth_year = case when had ? 'birth_year'
                         then (had ->> 'birth_year')::integer else p.birth_year end,
       guardian_consent = case when had ? 'guardian_consent'
                               then (had ->> 'guardian_consent')::date
                               else p.guardian_consent end,
       guardian_no_on = case when had ? 'guardian_no_on' then (had ->> 'guardian_no_on')::date
                             else p.guardian_no_on end,
       guardian_self = p.guardian_self or had ? 'guardian_self',
       mobile = case when had ? 'mobile' then had ->> 'mobile' else p.mobile end,
       landline = case when had ? 'landline' then had ->> 'landline' else p.landline end,
       email = case when had ? 'email' then had ->> 'email' else p.email end
  from (select person_id, jsonb_object_agg(field, old) as had
          from returning_lines group by person_id) back
 where back.person_id = p.id;

-- name: towns_given_back
select distinct person_id, old as town from returning_lines where field = 'town';

-- name: fold_towns!
update people p set town_key = v.key
  from unnest(:ids::uuid[], :keys::text[]) as v (id, key)
 where p.id = v.id;

-- name: leave_bodies!
delete from mandates m using returning_lines l
 where l.field = 'body' and m.person_id = l.person_id and m.body = l.new
   and (m.import_id = :import_id  -- before sheets said days, a mandate did not know its own
        or (m.import_id is null
            and m.begins_on is null and m.ends_on is null and m.office = ''));

-- name: leave_axes!
delete from people_axes a using returning_lines l
 where l.field = 'axis' and a.person_id = l.person_id and a.axis = l.new;

-- name: leave_tags!
delete from people_tags t using returning_lines l
 where l.field = 'tag' and t.person_id = l.person_id and t.tag = l.new;

-- name: leave_partners!
delete from people_partners x using returning_lines l
 where l.field = 'partner' and x.person_id = l.person_id and x.partner = l.new;

-- name: forget_alternates!
delete from alternates a using returning_lines l
 where l.field = 'alternate' and a.person_id = l.person_id and a.number = l.new;

-- name: withdraw_consents!
-- The book of consents is only added to: what the sheet said is withdrawn, now.
insert into consents (person_id, channel, given, at, source)
select person_id, case field when 'sms_consent' then 'sms' else 'email' end, false, :now, :source
  from returning_lines
 where field in ('sms_consent', 'email_consent');

-- name: numbers_of_undone
-- Whoever is left, with the number that they have now.
select p.id, p.mobile from people p join undone u on u.person_id = p.id;

-- name: people_changed_back
select distinct person_id as id from returning_lines;

-- name: settle_undone
update import_rows r set taken_back = coalesce(u.why, 'taken-back'),
       -- Nobody has that id any more.
       member_id = case when u.added and u.why is null then null else r.member_id end
  from undone u
 where r.import_id = :import_id and r.row = u.row
returning r.taken_back;

-- name: advance!
update imports
   set checkpoint = :checkpoint, taken_back = taken_back + :taken_back, kept = kept + :kept,
       failures = 0, state = case when :finished then 'undone' else state end
 where id = :id;
