-- name: make_households!
-- A number that more than one person has becomes a household's, for ever.
insert into households (mobile)
select mobile from people
 where mobile = any (:mobiles)
 group by mobile
having count(*) > 1
on conflict do nothing;

-- name: join_households
-- Whoever has one of the numbers, or was given another one, belongs where the number belongs.
with touched as (
    select id from people where mobile = any (:mobiles)
    union
    select unnest(:ids::uuid[])
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
