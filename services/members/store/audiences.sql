-- name: add_audience!
insert into audiences (id, name, filter, created_by) values (:id, :name, :filter, :created_by);

-- name: audiences
select id, name, filter from audiences order by created_at desc, id desc limit :limit;

-- name: find_audience^
select id, name, filter, within from audiences where id = :id;

-- name: preview^
-- What a filter means today, counted in one go.
with meant as materialized (
    select language, channels, refused
      from audience(:bodies, :axes, :regions, :languages, :age_from, :age_to)
),
reached as (
    select channel, language, count(*) as people
      from meant cross join unnest(channels) channel
     where refused is null
     group by channel, language
),
left_out as (
    select refused, count(*) as people from meant where refused is not null group by refused
)
select (select count(*) from meant) as people,
       (select count(*) from meant where refused is null) as reachable,
       (select coalesce(jsonb_agg(r order by channel desc, language), '[]') from reached r) as reach,
       (select coalesce(jsonb_object_agg(refused, l.people), '{}') from left_out l) as excluded;

-- name: ask!
insert into resolvings (wave_id, event_id, audience_id, within)
values (:wave_id, :event_id, :audience_id, :within)
on conflict do nothing;

-- name: take_resolving^
-- A wave that nobody else is at.
select * from resolvings
 where finished_at is null and due_at <= :now
 order by due_at, asked_at
 limit 1
   for update skip locked;

-- name: write_down!
-- The people of a wave, at one moment.
insert into resolving_people (wave_id, group_id, person_id, household_id, refused)
select :wave_id, coalesce(household_id, person_id), person_id, household_id, refused
  from audience(:bodies, :axes, :regions, :languages, :age_from, :age_to);

-- name: set_total!
update resolvings set total = :total where wave_id = :wave_id;

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
delete from resolving_people where wave_id = :wave_id;

-- name: postpone_resolving!
update resolvings set due_at = :due_at where wave_id = :wave_id;
