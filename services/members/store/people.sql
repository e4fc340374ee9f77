-- name: names
-- An alias has the name of whoever it is.
select asked.id, p.first_name, p.last_name, p.language
  from unnest(:ids::uuid[]) as asked (id)
  left join aliases a on a.alias_id = asked.id
  join people p on p.id = coalesce(a.person_id, asked.id)
 where takes_part(asked.id);

-- name: contacts
-- How each of these people is reached, whole; whoever is an alias, as the person it is.
select r.person_id, r.version, r.first_name, r.language, r.channels, r.mobile, r.email,
       r.sms_consent, r.email_consent, r.household_id,
       to_char(p.quiet_from, 'HH24:MI') as quiet_from,
       to_char(p.quiet_until, 'HH24:MI') as quiet_until,
       sms.at as sms_own_yes_at, email.at as email_own_yes_at, p.email_works_at
  from reach r
  join people p on p.id = r.person_id
  left join standing_consents sms
    on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
   and sms.own and sms.given
  left join standing_consents email
    on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
   and email.own and email.given
 where r.person_id = any (array(
       select coalesce(a.person_id, asked.id)
         from unnest(:ids::uuid[]) as asked (id) left join aliases a on a.alias_id = asked.id))
 order by r.person_id;

-- name: page_of_people
-- People by name, after the given one. Whom a search means is written out here and below: put
-- into a function it is called for each person, which takes seconds for a list that is long.
-- Whoever was merged is found by the number and the address of either record.
select p.id, p.first_name, p.last_name, p.language, p.region, p.town, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from audience(:bodies, :axes, :regions, :languages, :age_from, :age_to) r
  join people p on p.id = r.person_id
 where (p.name_key like all (:patterns)
        or position(:digits in p.mobile) > 0
        or position(:digits in p.landline) > 0
        or position(:written in p.email) > 0
        or p.id in (select a.person_id from aliases a join people o on o.id = a.alias_id
                     where position(:digits in o.mobile) > 0
                        or position(:digits in o.landline) > 0
                        or position(:written in o.email) > 0))
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
        or position(:written in p.email) > 0
        or p.id in (select a.person_id from aliases a join people o on o.id = a.alias_id
                     where position(:digits in o.mobile) > 0
                        or position(:digits in o.landline) > 0
                        or position(:written in o.email) > 0));

-- name: person^
select p.*, r.channels, case when p.email = p.dead_email then p.dead_email_at end as came_back_at,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select axis from people_axes a where a.person_id = p.id order by axis) as axes,
       array(select partner from people_partners o where o.person_id = p.id order by partner)
           as partners,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags,
       array(select number from alternates a where a.person_id = p.id order by number) as alternates
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

-- name: apart_at_number
-- Others at a person's number with whom no household is shared.
select p.id, p.first_name, p.last_name, p.language, p.region, p.town, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       array(select t.name from people_tags h join tags t on t.code = h.tag
              where h.person_id = p.id order by t.name) as tags
  from people p
  join reach r on r.person_id = p.id
 where p.mobile = :mobile and p.id <> :id and p.household_id is distinct from :household_id::uuid
 order by p.sort_name, p.id
 limit 50;

-- name: consents_of
-- What a person agreed to, under whichever of their ids.
select channel, purpose, given, at, source, wording, wording_version, language, collector, own
  from consents
 where person_id = :id or person_id in (select alias_id from aliases where person_id = :id)
 order by at, id;

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
-- Whoever changes people goes one after the other, a part of a sheet too: two at once would not see
-- each other's people. Each takes a moment.
select pg_advisory_xact_lock(hashtextextended('members.people', 0));

-- name: new_versions!
update people set version = nextval('person_versions'), changed_at = :now where id = any (:ids);

-- name: new_versions_of_changed
-- Of one with aliases it is always to be told: what was said of one address holds for the other.
update people p set version = nextval('person_versions')
 where p.id = any (:ids)
   and (p.changed_at > :changed_since
        or exists (select from aliases a where p.id in (a.alias_id, a.person_id)))
returning p.id;

-- name: opt_in!
-- A person's own yes to invitations; said again, it changes nothing.
insert into consents (person_id, channel, purpose, given, at, source, own)
select p.id, asked.channel, 'invitations', true, :at, :source, true
  from people p
 cross join unnest(:channels::text[]) as asked (channel)
 where p.id = any (:ids)
   and not exists (
       select from consents said
        where said.person_id = p.id and said.channel = asked.channel
          and said.purpose = 'invitations' and said.own and said.given and said.at = :at);

-- name: opt_out!
-- A person's own no, for those of the people who are known; said again, it changes nothing. It is
-- for everything: for invitations, and for whatever else the person ever said something about.
insert into consents (person_id, channel, purpose, given, at, source, own)
select p.id, stopped.channel, said_of.purpose, false, :at, :source, true
  from people p
 cross join unnest(:channels::text[]) as stopped (channel)
 cross join lateral (
     select 'invitations' as purpose
      union
     select held.purpose from standing_consents held
      where held.person_id = p.id and held.channel = stopped.channel
 ) said_of
 where p.id = any (:ids)
   and not exists (
       select from consents said
        where said.person_id = p.id and said.channel = stopped.channel
          and said.purpose = said_of.purpose and said.own and not said.given and said.at = :at);

-- name: mail_came_back
-- Nothing arrives at the address that they have: each is somebody to be told of anew. Which address
-- it was is told by the beginning of its hash; older messages do not say.
update people
   set dead_email = email, dead_email_at = :at, version = nextval('person_versions'),
       changed_at = now()
 where id = any (:ids) and email is not null and email is distinct from dead_email
   and (:of_address = ''
        or left(encode(sha256(convert_to(email, 'UTF8')), 'hex'), 4) = :of_address)
returning id;
