-- name: names
select id, first_name, last_name, language from people where id = any (:ids);

-- name: contacts
-- How each of these people is reached, whole.
select person_id, version, first_name, language, channels, mobile, email,
       sms_consent, email_consent, household_id
  from reach
 where person_id = any (:ids)
 order by person_id;

-- name: page_of_people
-- People by name, after the given one. Whom a search means is written out here and below: put
-- into a function it is called for each person, which takes seconds for a list that is long.
select p.id, p.first_name, p.last_name, p.language, p.region, p.town, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from audience(:bodies, :axes, :regions, :languages, :age_from, :age_to) r
  join people p on p.id = r.person_id
 where (p.name_key like all (:patterns)
        or position(:digits in p.mobile) > 0
        or position(:digits in p.landline) > 0
        or position(:written in p.email) > 0)
   and (:after::uuid is null
        or (p.sort_name, p.id) > (select a.sort_name, a.id from people a where a.id = :after))
 order by p.sort_name, p.id
 limit :limit;

-- name: count_people$
select count(*)
  from audience(:bodies, :axes, :regions, :languages, :age_from, :age_to) r
  join people p on p.id = r.person_id
 where (p.name_key like all (:patterns)
        or position(:digits in p.mobile) > 0
        or position(:digits in p.landline) > 0
        or position(:written in p.email) > 0);

-- name: person^
select p.*, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select axis from people_axes a where a.person_id = p.id order by axis) as axes,
       array(select partner from people_partners o where o.person_id = p.id order by partner)
           as partners,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from people p
  join reach r on r.person_id = p.id
 where p.id = :id;

-- name: sheet_rows
-- People with all that a sheet of them says, in the order of the ids.
select p.first_name, p.last_name, p.language, p.mobile, p.landline, p.email, p.region, p.town,
       p.birth_year,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select axis from people_axes a where a.person_id = p.id order by axis) as axes,
       array(select partner from people_partners o where o.person_id = p.id order by partner)
           as partners,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from unnest(:ids::uuid[]) with ordinality as wanted (id, place)
  join people p using (id)
 order by place;

-- name: mandates_of
-- Past ones and those to come, too: the newest first.
select id as mandate_id, body, office, begins_on, ends_on
  from mandates
 where person_id = :id
 order by ends_on desc nulls first, begins_on desc nulls last, body, id;

-- name: household
-- The others who share a person's number.
select p.id, p.first_name, p.last_name, p.language, p.region, p.town, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from people p
  join reach r on r.person_id = p.id
 where p.household_id = :household_id and p.id <> :id
 order by p.sort_name, p.id;

-- name: consents_of
select channel, given, at, source, wording from consents where person_id = :id order by at, id;

-- name: bodies
select code, names from bodies order by created_at, code;

-- name: axes
select code, names from axes order by position;

-- name: regions
select code, names from regions order by position;

-- name: partners
select code, names from partners order by created_at, code;

-- name: tags
-- A tag is said in one way, whoever reads it.
select code, jsonb_build_object('und', name) as names from tags order by name, code;

-- name: take_turns^
-- The same turns as an import's chunk: see one_at_a_time in imports.sql.
select pg_advisory_xact_lock(hashtextextended('members.people', 0));

-- name: raise_versions
update people set version = nextval('person_versions')
 where id = any (:ids) and changed_at > :changed_since
returning id;

-- name: opt_out!
-- A person's own no, for those of the people who are known; said again, it changes nothing.
insert into consents (person_id, channel, given, at, source, own)
select p.id, channel, false, :at, :source, true
  from people p
 cross join unnest(:channels::text[]) channel
 where p.id = any (:ids)
   and not exists (
       select from consents said
        where said.person_id = p.id and said.channel = channel and said.own and not said.given
          and said.at = :at);
