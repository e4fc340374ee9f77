-- name: put_proxy!
-- The newest holder counts; nobody gives two, under whichever of their ids.
with before as (
    delete from proxies
     where event_id = :event_id and member_id in (select ids_of(:member_id))
       and member_id <> :member_id
)
insert into proxies (event_id, member_id, holder_id, given_at, given_by)
values (:event_id, :member_id, :holder_id, :now, :by)
on conflict (event_id, member_id) do update
   set holder_id = excluded.holder_id, given_at = excluded.given_at, given_by = excluded.given_by;

-- name: withdraw_proxy!
delete from proxies where event_id = :event_id and member_id in (select ids_of(:member_id));

-- name: proxy_facts^
-- How two members stand to each other, each under all of their ids. The proxy of whoever came counts
-- for nothing: it binds neither its holder nor its giver.
with giver as (select ids_of(:member_id) as id),
holder as (select ids_of(:holder_id) as id),
in_mandate as (
    select m.member_id as id
      from assemblies a join roll_members m on m.roll_id = a.roll_id
     where a.event_id = :event_id
       and (m.member_id in (select id from giver) or m.member_id in (select id from holder))
)
select exists (select from giver join holder using (id)) as same,
       exists (select from in_mandate join giver using (id)) as giver_in_mandate,
       exists (select from in_mandate join holder using (id)) as holder_in_mandate,
       exists (select from check_ins c join giver g on g.id = c.member_id
                where c.event_id = :event_id and c.at is not null) as giver_came,
       (select count(*)::integer from proxies p
         where p.event_id = :event_id and p.holder_id in (select id from giver)
           and not exists (select from check_ins c
                            where c.event_id = p.event_id and c.at is not null
                              and c.member_id in (select ids_of(p.member_id)))) as giver_holds,
       exists (select from proxies p join holder h on h.id = p.member_id
                where p.event_id = :event_id
                  and not exists (select from check_ins c join holder came on came.id = c.member_id
                                   where c.event_id = :event_id and c.at is not null))
           as holder_gave,
       (select count(*)::integer from proxies p
         where p.event_id = :event_id and p.holder_id in (select id from holder)
           and p.member_id not in (select id from giver)
           and not exists (select from check_ins c
                            where c.event_id = p.event_id and c.at is not null
                              and c.member_id in (select ids_of(p.member_id)))) as holder_holds;

-- name: page_of_proxies
select p.member_id, p.holder_id, p.given_at, p.given_by is not null as noted,
       exists (select from check_ins c
                where c.event_id = p.event_id and c.at is not null
                  and c.member_id in (select ids_of(p.member_id))) as came,
       exists (select from check_ins c
                where c.event_id = p.event_id and c.at is not null
                  and c.member_id in (select ids_of(p.holder_id))) as holder_came
  from proxies p
 where p.event_id = :event_id and (:after::uuid is null or p.member_id > :after::uuid)
 order by p.member_id
 limit :limit;

-- name: in_mandate_among
-- Of these people those in mandate: who holds their proxy, for how many they vote (whoever came votes
-- alone), whether they came.
select asked.id as member_id,
       (select p.holder_id from proxies p
         where p.event_id = :event_id and p.member_id in (select ids_of(asked.id))
         order by p.given_at desc limit 1) as holder_id,
       (select count(*)::integer from proxies p
         where p.event_id = :event_id and p.holder_id in (select ids_of(asked.id))
           and not exists (select from check_ins c
                            where c.event_id = p.event_id and c.at is not null
                              and c.member_id in (select ids_of(p.member_id)))) as holds,
       exists (select from check_ins c
                where c.event_id = :event_id and c.at is not null
                  and c.member_id in (select ids_of(asked.id))) as came
  from unnest(:ids::uuid[]) as asked (id)
 where exists (select from assemblies a join roll_members m on m.roll_id = a.roll_id
                where a.event_id = :event_id and m.member_id in (select ids_of(asked.id)))
 order by asked.id;

-- name: page_of_roll
-- Who is in mandate, each under one id, and who holds their proxy.
with eligible as (
    select distinct coalesce(g.person_id, m.member_id) as id
      from assemblies a
      join roll_members m on m.roll_id = a.roll_id
      left join aliases g on g.alias_id = m.member_id
     where a.event_id = :event_id
)
select e.id as member_id,
       (select p.holder_id from proxies p
         where p.event_id = :event_id and p.member_id in (select ids_of(e.id))
         order by p.given_at desc limit 1) as holder_id
  from eligible e
 where :after::uuid is null or e.id > :after::uuid
 order by e.id
 limit :limit;

-- name: forget_proxies!
-- Whoever is gone votes no more, and for nobody; what was counted at what is over stays counted.
delete from proxies p using events e
 where (p.member_id = any (:ids) or p.holder_id = any (:ids))
   and e.id = p.event_id and e.ends_at > :now;

-- name: held_proxies
-- Where somebody gave their proxy, and how many they hold; not whose, and not to whom.
select e.texts #>> array[e.languages[1], 'title'] as title, e.starts_at,
       max(p.given_at) filter (where p.member_id = :member_id) as proxy_given_at,
       count(*) filter (where p.holder_id = :member_id) as proxies_held
  from proxies p join events e on e.id = p.event_id
 where p.member_id = :member_id or p.holder_id = :member_id
 group by e.id
 order by e.starts_at, e.id;
