-- Some of an audience, toward targets. Whoever may be taken is laid out once, in a table that ends
-- with the transaction; households are chosen first and whole, then people by themselves, each in
-- the order of a number that is drawn for them and the wave, and comes out the same each time.

-- name: weigh
-- How many who can be written to are in each cell, of those who are not invited yet.
select {cell} as cell, count(*)::integer as people
  from people_in_brief b
 where ({rule})
   and why_refused(is_minor((select this_year()), b.birth_year, b.guardian),
                   b.contacts & 3 <> 0, b.channels <> 0) is null
   and not exists (
       select from (select coalesce(a.person_id, t.person_id) as person_id
                      from participation t
                      left join aliases a on a.alias_id = t.person_id
                     where t.event_id = :event_id and t.invited_at is not null) invited
        where invited.person_id = b.person_id)
 group by 1;

-- name: take_turns$
-- Two waves for one event never choose at the same time.
select pg_advisory_xact_lock(hashtextextended('wave of ' || :event_id::text, 0));

-- name: begin_weighing#
create temporary table candidates (
    group_id uuid not null,
    person_id uuid not null,
    household_id uuid,
    refused text,
    cell integer not null
) on commit drop;
create temporary table homes (             -- who can be written to with others of the household
    group_id uuid not null,
    person_id uuid not null,
    cell integer not null
) on commit drop;
create temporary table sectors (
    person_id uuid not null,
    sector integer not null,
    primary key (person_id, sector)
) on commit drop;
create temporary table picked (group_id uuid primary key) on commit drop;

-- name: gather!
-- The people of an audience whom neither this event nor another wave for it has taken.
insert into candidates (group_id, person_id, household_id, refused, cell)
select coalesce(p.household_id, p.id), p.id, p.household_id,
       why_refused(is_minor((select this_year()), b.birth_year, b.guardian),
                   b.contacts & 3 <> 0, b.channels <> 0),
       {cell}
  from people_in_brief b
  join people p on p.id = b.person_id
 where ({rule})
   and not exists (
       select from (select coalesce(a.person_id, t.person_id) as person_id
                      from participation t
                      left join aliases a on a.alias_id = t.person_id
                     where t.event_id = :event_id and t.invited_at is not null
                    union all
                    select r.person_id
                      from resolvings w join resolving_people r using (wave_id)
                     where w.event_id = :event_id and w.wave_id <> :wave_id
                       and r.refused is null) taken
        where taken.person_id = b.person_id);

-- name: put_sectors!
-- Numbers instead of names, of those who may be taken; an alias's is the person's.
insert into sectors (person_id, sector)
select c.person_id, v.sector
  from unnest(:ids::uuid[], :sectors::integer[]) as v (id, sector)
  left join aliases a on a.alias_id = v.id
  join candidates c on c.person_id = coalesce(a.person_id, v.id) and c.refused is null
    on conflict do nothing;

-- name: part_by_sectors!
-- Everybody is in the largest of their sectors; those of too small ones are with the rest, of
-- whom nothing is kept.
with sizes as (
    select sector, count(*) as people from sectors group by 1
),
largest as (
    select distinct on (s.person_id) s.person_id, s.sector
      from sectors s join sizes using (sector)
     order by s.person_id, sizes.people desc, s.sector
),
kept as (
    select sector, row_number() over (order by count(*) desc, sector)::integer as number
      from largest group by 1 having count(*) >= :smallest
)
update candidates c
   set cell = c.cell + :stride * k.number
  from largest l join kept k using (sector)
 where l.person_id = c.person_id and k.number < :most;

-- name: gather_homes!
insert into homes (group_id, person_id, cell)
select c.group_id, c.person_id, c.cell
  from candidates c
  join (select group_id from candidates
         where refused is null and household_id is not null
         group by 1 having count(*) > 1) several using (group_id)
 where c.refused is null;

-- name: analyse_candidates#
-- Without statistics the planner takes a temporary table for a large one.
analyze candidates;
analyze homes;

-- name: people_of_cells
select cell, count(*)::integer as people from candidates where refused is null group by 1;

-- name: single_people_of_cells
-- Who is by themselves and not picked yet.
select c.cell, count(*)::integer as people
  from candidates c
 where c.refused is null
   and not exists (select from homes h where h.person_id = c.person_id)
   and not exists (select from picked p where p.group_id = c.group_id)
 group by 1;

-- name: picked_people_of_cells
select c.cell, count(*)::integer as people
  from candidates c join picked using (group_id)
 where c.refused is null
 group by 1;

-- name: pick_homes!
-- Households, each as likely as its people would be by themselves, and surely with somebody whose
-- cell is wanted whole; while there is room for all of them in every part of every target: what
-- each part would hold with those before is summed up.
with drawn as (
    select h.group_id, uuid_hash_extended(h.group_id, :seed) as turn
      from homes h
      left join unnest(:cells::integer[], :rates::float8[]) as r (cell, rate) using (cell)
     where not exists (select from picked p where p.group_id = h.group_id)
     group by 1
    having (uuid_hash_extended(h.group_id, :seed) & 4503599627370495) / 4503599627370496.0
           < case when max(r.rate) >= 1 then 1 else avg(coalesce(r.rate, 0)) end
),
needs as (
    select d.group_id, d.turn, t.target, mod(h.cell / t.stride, t.parts) as part, count(*) as people
      from drawn d
      join homes h using (group_id)
     cross join unnest(:strides::integer[], :parts::integer[])
           with ordinality as t (stride, parts, target)
     group by 1, 2, 3, 4
),
fitting as (
    select n.*, r.room, bool_and(n.people <= r.room) over (partition by n.group_id) as fits
      from needs n
      join unnest(:targets::integer[], :places::integer[], :rooms::integer[])
           as r (target, part, room) using (target, part)
),
summed as (
    select group_id, room,
           sum(people) over (partition by target, part order by turn, group_id) as upto
      from fitting
     where fits
)
insert into picked select group_id from summed group by 1 having bool_and(upto <= room);

-- name: pick_singles!
insert into picked
select s.group_id
  from (select c.group_id, c.cell,
               row_number() over (
                   partition by c.cell order by uuid_hash_extended(c.group_id, :seed), c.group_id
               ) as turn
          from candidates c
         where c.refused is null
           and not exists (select from homes h where h.person_id = c.person_id)
           and not exists (select from picked p where p.group_id = c.group_id)) s
  join unnest(:cells::integer[], :numbers::integer[]) as n (cell, number) using (cell)
 where s.turn <= n.number;

-- name: write_down_picked!
-- With those of their households who cannot be written to: they are counted, and named with why.
insert into resolving_people (wave_id, group_id, person_id, household_id, refused)
select :wave_id, c.group_id, c.person_id, c.household_id, c.refused
  from candidates c join picked using (group_id);
