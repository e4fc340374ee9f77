-- name: body_statutes^
-- A body and what its statutes say, as far as it was written down.
select b.code, b.names, s.*
  from bodies b left join statutes s on s.body = b.code
 where b.code = :body;

-- name: write_statutes!
insert into statutes (body, notice_days, quorum_part, quorum_of, quorum_more_than,
                      again_notice_days, again_quorum_part, again_quorum_of,
                      again_quorum_more_than, most_proxies)
values (:body, :notice_days, :quorum_part, :quorum_of, :quorum_more_than,
        :again_notice_days, :again_quorum_part, :again_quorum_of,
        :again_quorum_more_than, :most_proxies)
on conflict (body) do update
   set notice_days = excluded.notice_days, quorum_part = excluded.quorum_part,
       quorum_of = excluded.quorum_of, quorum_more_than = excluded.quorum_more_than,
       again_notice_days = excluded.again_notice_days,
       again_quorum_part = excluded.again_quorum_part,
       again_quorum_of = excluded.again_quorum_of,
       again_quorum_more_than = excluded.again_quorum_more_than,
       most_proxies = excluded.most_proxies, written_at = now();

-- name: called_so
-- Whoever has a mandate in a body on a day and all these words in the name, those whose whole name
-- it is first: two are enough to know that it is not one alone.
select p.id, p.name_key = :whole as whole
  from people p
 where string_to_array(p.name_key, ' ') @> :words::text[]
   and p.id in (
       select coalesce(a.person_id, m.person_id)
         from mandates m left join aliases a on a.alias_id = m.person_id
        where m.body = :body
          and (m.begins_on is null or m.begins_on <= :day)
          and (m.ends_on is null or m.ends_on > :day))
 order by whole desc, p.id
 limit :most;

-- name: namesakes
-- What tells people of one name apart.
select id as member_id, first_name, last_name, coalesce(region, '') as region, town
  from people
 where id = any(:ids)
 order by last_name, first_name, region, town, id;

-- name: sounding_so
-- Whoever has a mandate in a body on a day and a name that is the same in another script or
-- spelling, as far as its key tells; what fits is looked at more closely.
select p.id, p.first_name, p.last_name
  from people p join name_keys k on k.person_id = p.id and k.key = :key
 where p.id in (
       select coalesce(a.person_id, m.person_id)
         from mandates m left join aliases a on a.alias_id = m.person_id
        where m.body = :body
          and (m.begins_on is null or m.begins_on <= :day)
          and (m.ends_on is null or m.ends_on > :day))
 order by p.id
 limit 20;
