-- name: add_audience!
insert into audiences (id, name, rule, kept, created_by)
values (:id, :name, :rule, :kept, :created_by);

-- name: audiences
-- The newest first; those that are archived, or those that are not.
select id, name, filter, rule, kept, archived_at is not null as archived,
       is_theirs(within, events) as theirs
  from audiences
 where kept and (archived_at is not null) = :archived
 order by created_at desc, id desc
 limit :limit;

-- name: find_audience^
select id, name, filter, rule, kept, within, archived_at is not null as archived,
       is_theirs(within, events) as theirs
  from audiences
 where id = :id;

-- name: change_audience!
-- Whoever names an audience wants to find it again.
update audiences
   set name = :name, rule = :rule, kept = true, changed_at = now()
 where id = :id;

-- name: archive_audience!
update audiences
   set archived_at = case when :archived then coalesce(archived_at, now()) end
 where id = :id;

-- name: count_by_reading$
-- How many a rule means is often guessed wrong by thousands, and a loop or a sort chosen for a
-- few then takes seconds: reading each narrow row and hashing takes the same whatever comes. Nor
-- may what takes a moment to count take another to be translated for the machine.
select set_config('jit', 'off', true), set_config('work_mem', '64MB', true),
       set_config('enable_nestloop', 'off', true), set_config('enable_sort', 'off', true);

-- name: preview
-- What a rule means today, counted in one go.
with meant as (
    select b.language, b.channels, b.contacts,
           is_minor((select this_year()), b.birth_year, b.guardian) as minor,
           count(*)::integer as people
      from people_in_brief b
     where {rule}
     group by b.language, b.channels, b.contacts, minor
),
told as (
    select language, channels, contacts, people,
           why_refused(minor, contacts & 3 <> 0, channels <> 0) as refused
      from meant
),
reached as (
    select channel, language, sum(people) as people
      from told
      join (values ('sms', 1), ('email', 2)) as known (channel, bit) on channels & bit <> 0
     where refused is null
     group by channel, language
),
left_out as (
    select refused, sum(people) as people from told where refused is not null group by refused
)
select coalesce(sum(people), 0)::integer as people,
       coalesce(sum(people) filter (where refused is null), 0)::integer as reachable,
       coalesce(sum(people) filter (where refused is not null and contacts & 4 <> 0), 0)::integer
           as landline,
       coalesce(sum(people) filter (where refused is not null and contacts & 4 = 0), 0)::integer
           as nobody,
       (select coalesce(jsonb_agg(r order by channel desc, language), '[]') from reached r) as reach,
       (select coalesce(jsonb_object_agg(refused, l.people), jsonb_build_object())
          from left_out l) as excluded
  from told;

-- name: ask!
-- What the audience means is held from here on, whatever becomes of it afterwards; a wave for
-- a body's members says itself whom it means.
insert into resolvings (wave_id, event_id, audience_id, within, wish, asked_by, body, held_on,
                        invites, filter, rule)
select :wave_id, :event_id, :audience_id, :within, :wish, :asked_by, :body, :held_on, :invites,
       a.filter, coalesce(:rule::jsonb, a.rule)
  from (select) nothing
  left join audiences a on a.id = :audience_id
on conflict do nothing;

-- name: take_resolving^
-- A wave that nobody else is at.
select * from resolvings
 where finished_at is null and due_at <= :now
 order by due_at, asked_at
 limit 1
   for update skip locked;

-- name: take_time!
-- Nobody waits for this transaction: a million people at one moment may take longer than what
-- somebody does wait for.
set local statement_timeout = '15min';

-- name: write_down!
-- The people of a wave, at one moment.
insert into resolving_people (wave_id, group_id, person_id, household_id, refused)
select :wave_id, coalesce(p.household_id, p.id), p.id, p.household_id,
       why_refused(is_minor((select this_year()), b.birth_year, b.guardian),
                   b.contacts & 3 <> 0, b.channels <> 0)
  from people_in_brief b
  join people p on p.id = b.person_id
 where {rule};

-- name: set_total!
update resolvings set total = :total where wave_id = :wave_id;

-- name: keep_balance!
update resolvings set balance = :balance where wave_id = :wave_id;

-- name: next_people
select group_id, person_id, household_id, refused
  from resolving_people
 where wave_id = :wave_id and (:after::uuid is null or group_id > :after)
 order by group_id, person_id
 limit :limit;

-- name: whole_group
select group_id, person_id, household_id, refused
  from resolving_people
 where wave_id = :wave_id and group_id = :group_id
 order by person_id;

-- name: turn_page!
update resolvings set page = :page, after_group = :after_group where wave_id = :wave_id;

-- name: finish_resolving!
update resolvings set finished_at = :now where wave_id = :wave_id;

-- name: forget_people!
-- Of one wave at a time: it may have been for a million.
delete from resolving_people where wave_id = (
    select wave_id from resolvings w
     where w.finished_at < :before
       and exists (select from resolving_people r where r.wave_id = w.wave_id)
     order by w.finished_at
     limit 1);

-- name: postpone_resolving!
update resolvings set due_at = :due_at where wave_id = :wave_id;
