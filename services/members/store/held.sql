-- What is held of one person, under whichever of their ids: who was merged has several. A column that
-- is added to `people` is told without being named here.

-- name: ids_of_each
-- All ids of whoever each of these is an id of, be it their own or an alias.
select asked.id as asked, every.id
  from unnest(:ids::uuid[]) as asked (id)
  left join aliases own on own.alias_id = asked.id
 cross join lateral (select coalesce(own.person_id, asked.id) as id) person
 cross join lateral (
       select person.id
        union
       select a.alias_id from aliases a where a.person_id = person.id) every
 order by asked.id, every.id;

-- name: people
select * from people where id = any (:ids) order by id <> :id, id;

-- name: mandates
select body, office, begins_on, ends_on
  from mandates where person_id = any (:ids) order by begins_on, id;

-- name: sorted_by
select 'axis' as sorted_by, axis as what from people_axes where person_id = any (:ids)
union
select 'partner', partner from people_partners where person_id = any (:ids)
union
select 'tag', t.name from people_tags p join tags t on t.code = p.tag where person_id = any (:ids)
union
select 'list', l.name
  from hand_list_people p join hand_lists l on l.id = p.list_id where p.person_id = any (:ids)
 order by 1, 2;

-- name: alternates
select distinct number from alternates where person_id = any (:ids) order by number;

-- name: consents
select channel, purpose, given, at, recorded_at, source, wording, collector, own
  from consents where person_id = any (:ids) order by at, id;

-- name: participation
select event_id, invited_at, answer, answered_at, attended_at
  from participation where person_id = any (:ids) order by invited_at, event_id;

-- name: sheets
select i.filename, i.begun_at, r.row, r.verdict, r.name, r.phone, r.email
  from import_rows r join imports i on i.id = r.import_id
 where r.member_id = any (:ids) order by i.begun_at, r.row;
