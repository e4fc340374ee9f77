-- What is held of one person. A column that is added to `people` is told without being named here.

-- name: people
select * from people where id = :id;

-- name: mandates
select body, office, begins_on, ends_on from mandates where person_id = :id order by begins_on, id;

-- name: sorted_by
select 'axis' as sorted_by, axis as what from people_axes where person_id = :id
union all
select 'partner', partner from people_partners where person_id = :id
union all
select 'tag', t.name from people_tags p join tags t on t.code = p.tag where person_id = :id;

-- name: consents
select channel, given, at, recorded_at, source, wording, collector, own
  from consents where person_id = :id order by at, id;

-- name: participation
select event_id, invited_at, answer, answered_at, attended_at
  from participation where person_id = :id order by invited_at, event_id;

-- name: sheets
select i.filename, i.begun_at, r.row, r.verdict, r.name, r.phone, r.email
  from import_rows r join imports i on i.id = r.import_id
 where r.member_id = :id order by i.begun_at, r.row;
