-- Of the members in mandate, each once under whichever id: how many are in, and for how many of the
-- others somebody who is in holds a proxy, as many as one may hold.
create function standing_of(some_event uuid, most integer)
    returns table (members bigint, present bigint, by_proxy integer) language sql stable as $$
with eligible as (
    select distinct coalesce(g.person_id, m.member_id) as id
      from assemblies a
      join roll_members m on m.roll_id = a.roll_id
      left join aliases g on g.alias_id = m.member_id
     where a.event_id = some_event
), present as (
    select distinct e.id
      from check_ins c
      left join aliases g on g.alias_id = c.member_id
      join eligible e on e.id = coalesce(g.person_id, c.member_id)
     where c.event_id = some_event and c.at is not null
), given as (
    select distinct on (coalesce(g.person_id, p.member_id))
           coalesce(g.person_id, p.member_id) as giver_id,
           coalesce(h.person_id, p.holder_id) as holder_id
      from proxies p
      left join aliases g on g.alias_id = p.member_id
      left join aliases h on h.alias_id = p.holder_id
     where p.event_id = some_event
     order by coalesce(g.person_id, p.member_id), p.given_at desc
), held as (
    select v.holder_id, count(*) as proxies
      from given v
      join eligible e on e.id = v.giver_id
      join present there on there.id = v.holder_id
     where not exists (select from present p where p.id = v.giver_id)
     group by 1
)
select (select count(*) from eligible) as members,
       (select count(*) from present) as present,
       (select coalesce(sum(least(proxies, most)), 0)::integer from held) as by_proxy
$$;

-- What was counted, written down before the people behind it are taken out: sums, and nobody's id.
alter table assemblies add column standing jsonb;
