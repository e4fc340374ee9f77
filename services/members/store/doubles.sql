-- name: take_to_compare
-- Some of those who are to be compared; another worker takes others. Nobody while a sheet is worked
-- off: it is waited for, what is found here is not, and the two take as long as each other.
with taken as materialized (
    select person_id from to_compare
     where not exists (select from imports
                        where state in ('checking', 'waiting', 'running', 'undoing')
                          and due_at <= now())
     order by person_id
     limit :limit
       for update skip locked
),
noted as (
    delete from to_compare c using taken where c.person_id = taken.person_id
)
select p.id, p.first_name, p.last_name
  from taken join people p on p.id = taken.person_id;

-- name: note_to_compare!
insert into to_compare select unnest(:ids::uuid[]) on conflict do nothing;

-- name: put_name_keys!
insert into name_keys as held (person_id, key, region, birth_year)
select p.id, page.key, p.region, p.birth_year
  from unnest(:ids::uuid[], :keys::text[]) as page (id, key)
  join people p on p.id = page.id
    on conflict (person_id) do update
   set key = excluded.key, region = excluded.region, birth_year = excluded.birth_year
 where held is distinct from excluded;

-- name: candidates
-- Whom each of these people is to be compared with: those who share a number, an address, or the
-- name and the region or the year. Each look stops where there are too many to mean anything, so
-- that an office's number or a name that thousands have costs no more than another.
with mine as materialized (
    select p.id, p.mobile, p.landline, p.email, k.key, k.region, k.birth_year
      from people p join name_keys k on k.person_id = p.id
     where p.id = any (:ids)
),
met as (
    select mine.id, unnest(found.ids) as other
      from mine
     cross join lateral (
           select array(select o.id from people o where o.mobile = mine.mobile
                         limit :at_an_address + 1), :at_an_address
           union all
           select array(select o.id from people o where o.landline = mine.landline
                         limit :at_an_address + 1), :at_an_address
           union all
           select array(select o.id from people o where o.email = mine.email
                         limit :at_an_address + 1), :at_an_address
           union all
           select array(select o.person_id from name_keys o
                         where o.key = nullif(mine.key, '') and o.region = mine.region
                         limit :of_a_name + 1), :of_a_name
           union all
           select array(select o.person_id from name_keys o
                         where o.key = nullif(mine.key, '') and o.birth_year = mine.birth_year
                         limit :of_a_name + 1), :of_a_name) found (ids, most)
     where cardinality(found.ids) <= found.most
    union
    -- A number that is one's first may be another's second, or of both the second.
    select mine.id, unnest(found.ids)
      from mine
     cross join lateral (
           select mine.mobile as number
            union select mine.landline
            union select a.number from alternates a where a.person_id = mine.id) said
     cross join lateral (
           select array(select a.person_id from alternates a where a.number = said.number
                         limit :at_an_address + 1) as ids) found
     where cardinality(found.ids) <= :at_an_address
    union
    select mine.id, unnest(found.ids)
      from mine join alternates said on said.person_id = mine.id
     cross join lateral (
           select array((select o.id from people o where o.mobile = said.number
                          limit :at_an_address + 1)
                        union
                        (select o.id from people o where o.landline = said.number
                          limit :at_an_address + 1)) as ids) found
     where cardinality(found.ids) <= :at_an_address
),
pairs as (
    select distinct least(id, other) as one_id, greatest(id, other) as other_id
      from met where id <> other
)
select to_jsonb(o) as one, to_jsonb(t) as other
  from pairs
 cross join lateral (
       select p.id, p.first_name, p.last_name, p.region, p.birth_year, p.gender, p.email,
              array(select number from alternates where person_id = p.id)
              || p.mobile || p.landline as phones
         from people p where p.id = pairs.one_id) o
 cross join lateral (
       select p.id, p.first_name, p.last_name, p.region, p.birth_year, p.gender, p.email,
              array(select number from alternates where person_id = p.id)
              || p.mobile || p.landline as phones
         from people p where p.id = pairs.other_id) t
 where not exists (select from aliases a where a.alias_id in (pairs.one_id, pairs.other_id));

-- name: drop_unlikely!
-- Pairs of these people that nobody has decided about, and that are not likely any more; whom
-- somebody holds for one stays for somebody to decide.
delete from likely_doubles d
 where d.state = 'open' and (d.one_id = any (:ids) or d.other_id = any (:ids))
   and d.reasons <> '{by-hand}'
   and (d.one_id, d.other_id) not in (
       select * from unnest(:ones::uuid[], :others::uuid[]));

-- name: put_likely!
insert into likely_doubles as held (one_id, other_id, reasons, weight)
select one_id, other_id, string_to_array(reasons, ' '), weight
  from unnest(:ones::uuid[], :others::uuid[], :reasons::text[], :weights::integer[])
       as page (one_id, other_id, reasons, weight)
    on conflict (one_id, other_id) do update
   set reasons = excluded.reasons, weight = excluded.weight
 where held.state = 'open';

-- name: propose$
insert into likely_doubles as held (one_id, other_id, reasons, weight)
values (:one_id, :other_id, :reasons, :weight)
    on conflict (one_id, other_id) do update
   set state = 'open', decided_at = null, decided_by = null
returning held.id;

-- name: page_of_doubles
-- Pairs that wait for a decision, the surest first. Whoever is merged already is seen as whom they
-- are.
select d.id, d.reasons, d.one_id, d.other_id
  from likely_doubles d
 where d.state = 'open'
   and not exists (select from aliases a where a.alias_id in (d.one_id, d.other_id))
   and (:after::uuid is null
        or (-d.weight, d.id) > (select -a.weight, a.id from likely_doubles a where a.id = :after))
 order by d.weight desc, d.id
 limit :limit;

-- name: count_doubles$
select count(*)
  from likely_doubles d
 where d.state = 'open'
   and not exists (select from aliases a where a.alias_id in (d.one_id, d.other_id));

-- name: find_double^
select * from likely_doubles where id = :id for update;

-- name: open_double_of$
-- A pair of this person's that waits for a decision.
select d.id
  from likely_doubles d
 where d.state = 'open' and (d.one_id = :id or d.other_id = :id)
   and not exists (select from aliases a where a.alias_id in (d.one_id, d.other_id))
 order by d.weight desc, d.id
 limit 1;

-- name: decide!
update likely_doubles set state = :state, decided_at = :now, decided_by = :by where id = :id;

-- name: reopen!
update likely_doubles set state = 'open', decided_at = null, decided_by = null
 where state = 'merged' and :id in (one_id, other_id);

-- name: sides
-- All that two people are known by, whoever was on record first coming first.
select p.*,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies,
       (select jsonb_object_agg(s.channel, s.given) from standing_consents s
         where s.person_id = p.id) as consents
  from people p
 where p.id = any (:ids)
 order by p.created_at, p.id;

-- name: person_behind$
-- Whose id this is: another person's, if it was found to be an alias.
select coalesce((select person_id from aliases where alias_id = :id), :id);

-- name: aliases_of
select a.alias_id, p.first_name, p.last_name, a.merged_at
  from aliases a join people p on p.id = a.alias_id
 where a.person_id = :id
 order by a.merged_at, a.alias_id;

-- name: find_alias^
-- Nothing for whoever has not both sides within their limits.
select a.*
  from aliases a
  join people one on one.id = a.alias_id
  join people other on other.id = a.into_id
 where a.alias_id = :id;

-- name: add_alias!
insert into aliases (alias_id, into_id, person_id, lent, merged_at, merged_by)
values (:alias_id, :into_id, :into_id, :lent, :now, :by);

-- name: lead_on!
-- Whoever was the alias of somebody who is one now is the same third person's.
update aliases set person_id = :person_id, version = nextval('person_versions')
 where person_id = :alias_id;

-- name: drop_alias!
delete from aliases where alias_id = :id;

-- name: lead_back!
-- Those who were merged with somebody who is a person again are theirs again.
with recursive theirs as (
    select alias_id from aliases where into_id = :id
    union
    select a.alias_id from aliases a join theirs t on a.into_id = t.alias_id
)
update aliases set person_id = :id, version = nextval('person_versions')
 where alias_id in (select alias_id from theirs);

-- name: announced_aliases
-- The aliases among some people, and those of them.
select alias_id, person_id, version
  from aliases
 where alias_id = any (:ids) or person_id = any (:ids)
 order by alias_id;

-- name: lend_mandates
insert into mandates (person_id, body, office, begins_on, ends_on)
select :to, body, office, begins_on, ends_on from mandates where person_id = :of
on conflict do nothing
returning id;

-- name: lend_axes
insert into people_axes (person_id, axis)
select :to, axis from people_axes where person_id = :of
on conflict do nothing
returning axis;

-- name: lend_tags
insert into people_tags (person_id, tag)
select :to, tag from people_tags where person_id = :of
on conflict do nothing
returning tag;

-- name: lend_partners
insert into people_partners (person_id, partner)
select :to, partner from people_partners where person_id = :of
on conflict do nothing
returning partner;

-- name: lend_alternates
-- A number that is the person's first is not their second, too.
insert into alternates (person_id, number)
select :to, a.number
  from alternates a
 where a.person_id = :of
   and not exists (
       select from people p where p.id = :to and a.number in (p.mobile, p.landline))
on conflict do nothing
returning number;

-- name: give_back_mandates!
delete from mandates where person_id = :of and id::text = any (:lent);

-- name: give_back_axes!
delete from people_axes where person_id = :of and axis = any (:lent);

-- name: give_back_tags!
delete from people_tags where person_id = :of and tag = any (:lent);

-- name: give_back_partners!
delete from people_partners where person_id = :of and partner = any (:lent);

-- name: give_back_alternates!
delete from alternates where person_id = :of and number = any (:lent);

-- name: take_fields!
-- The other side's say, for the fields that somebody chose it for.
update people p
   set first_name = case when 'name' = any (:fields) then o.first_name else p.first_name end,
       last_name = case when 'name' = any (:fields) then o.last_name else p.last_name end,
       name_key = case when 'name' = any (:fields) then o.name_key else p.name_key end,
       language = case when 'language' = any (:fields) then o.language else p.language end,
       own_language = case when 'language' = any (:fields) then o.own_language
                           else p.own_language end,
       wish = case when 'wish' = any (:fields) then o.wish else p.wish end,
       own_wish = case when 'wish' = any (:fields) then o.own_wish else p.own_wish end,
       region = case when 'region' = any (:fields) then o.region else p.region end,
       town = case when 'town' = any (:fields) then o.town else p.town end,
       town_key = case when 'town' = any (:fields) then o.town_key else p.town_key end,
       birth_year = case when 'birth_year' = any (:fields) then o.birth_year
                         else p.birth_year end,
       -- A guardian's no to the one is one to the other, unless the consent came after it and is
       -- not the minor's own word; that lifts no guardian's no, also when it is chosen.
       guardian_consent = case when 'guardian_consent' = any (:fields)
                                    and not (p.guardian_no_on is not null and o.guardian_self)
                               then o.guardian_consent
                               when o.guardian_no_on is not null
                                    and (p.guardian_self or p.guardian_consent <= o.guardian_no_on)
                               then null
                               else p.guardian_consent end,
       guardian_no_on = case when 'guardian_consent' = any (:fields)
                                  and o.guardian_consent is not null
                                  and not (p.guardian_no_on is not null and o.guardian_self)
                             then null
                             when 'guardian_consent' <> all (:fields) and not p.guardian_self
                                  and p.guardian_consent > o.guardian_no_on
                             then null
                             else least(p.guardian_no_on, o.guardian_no_on) end,
       guardian_self = case when 'guardian_consent' = any (:fields)
                                 and not (p.guardian_no_on is not null and o.guardian_self)
                            then o.guardian_self
                            else p.guardian_self and o.guardian_no_on is null end,
       gender = case when 'gender' = any (:fields) then o.gender else p.gender end,
       gender_words = case when 'gender' = any (:fields) then o.gender_words
                           else p.gender_words end,
       mobile = case when 'mobile' = any (:fields) then o.mobile else p.mobile end,
       household_id = case when 'mobile' = any (:fields) then o.household_id
                           else p.household_id end,
       apart_from = case when 'mobile' = any (:fields) then o.apart_from else p.apart_from end,
       landline = case when 'landline' = any (:fields) then o.landline else p.landline end,
       email = case when 'email' = any (:fields) then o.email else p.email end
  from people o
 where p.id = :to and o.id = :of;

-- name: as_it_stands$
-- A person's fields, as they are remembered until they are given back.
select to_jsonb(p) - '{id,version,sort_name,created_at,changed_at}'::text[]
  from people p where id = :id;

-- name: give_fields_back!
-- What stood there before, where what was taken still stands: what was changed since then stays.
update people p
   set (first_name, last_name, name_key, language, own_language, wish, own_wish, region, town,
        town_key, birth_year, guardian_consent, guardian_no_on, guardian_self, gender,
        gender_words, mobile, household_id, apart_from, landline, email)
     = (select before.first_name, before.last_name, before.name_key, before.language,
               before.own_language, before.wish, before.own_wish, before.region, before.town,
               before.town_key, before.birth_year, before.guardian_consent,
               before.guardian_no_on, before.guardian_self, before.gender,
               before.gender_words, before.mobile, before.household_id, before.apart_from,
               before.landline, before.email
          from jsonb_populate_record(p, (
               select coalesce(jsonb_object_agg(field, value), '{}')
                 from jsonb_each(:before::jsonb) as said (field, value)
                where to_jsonb(p) -> field = :taken::jsonb -> field
                  -- Who chose goes with what was chosen.
                  and (field not in ('own_language', 'own_wish')
                       or to_jsonb(p) -> substr(field, 5)
                          = :taken::jsonb -> substr(field, 5))
                  -- What is said of a guardian is one thing: a consent or a no, and whose word.
                  and (field not in ('guardian_consent', 'guardian_no_on', 'guardian_self')
                       or to_jsonb(p) @> (
                          select coalesce(jsonb_object_agg(t.field, t.value), '{}')
                            from jsonb_each(:taken::jsonb) as t (field, value)
                           where t.field in (
                                 'guardian_consent', 'guardian_no_on', 'guardian_self'))))) before)
 where p.id = :id;

-- name: leave_household!
update people set apart_from = household_id, household_id = null where id = :id;

-- name: join_household
-- Everybody at a person's number, but for those whom somebody set apart.
with home as (
    insert into households (mobile) select mobile from people where id = :id
        on conflict (mobile) do update set mobile = excluded.mobile
    returning mobile, id
)
update people p set household_id = home.id, apart_from = case when p.id <> :id then p.apart_from end
  from home
 where p.mobile = home.mobile
   and (p.id = :id or p.apart_from is distinct from home.id)
   and (p.household_id is distinct from home.id)
returning p.id;
