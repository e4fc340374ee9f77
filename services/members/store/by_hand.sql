-- name: lock_person^
-- A person's own row with the lists beside it.
select p.*,
       array(select axis from people_axes a where a.person_id = p.id) as axes,
       array(select partner from people_partners o where o.person_id = p.id) as partners,
       array(select tag from people_tags t where t.person_id = p.id) as tags
  from people p
 where p.id = :id
   for update;

-- name: same_person^
-- Who is known again by the same rules as in a sheet: see match_people in chunks.sql.
-- Each line has an index of its own.
select id from (
    select id from people where mobile = :mobile and name_key = :name_key
    union all
    select id from people where email = :email and name_key = :name_key
    union all
    select id from people where landline = :landline and name_key = :name_key
    union all
    select id from people
     where mobile is null and landline is null and email is null and name_key = :name_key
       and region is not distinct from :region and birth_year is not distinct from :birth_year
       and coalesce(:mobile, :email, :landline) is null and :by_name
) known
 where id is distinct from :id
 limit 1;

-- name: add_person!
insert into people (id, first_name, last_name, name_key, language, wish, region, birth_year,
                    guardian_consent, mobile, landline, email, town, town_key, gender,
                    gender_words)
values (:id, :first_name, :last_name, :name_key, :language, :wish, :region, :birth_year,
        :guardian_consent, :mobile, :landline, :email, :town, :town_key, :gender, :gender_words);

-- name: change_person!
update people
   set first_name = :first_name, last_name = :last_name, name_key = :name_key,
       language = :language, wish = :wish, region = :region, birth_year = :birth_year,
       -- Who takes a consent away writes a no down; who writes a day down lifts it.
       guardian_no_on = case when :guardian_consent::date is not null then null
                             when guardian_consent is not null then current_date
                             else guardian_no_on end,
       guardian_self = guardian_self and guardian_consent is not distinct from :guardian_consent,
       guardian_consent = :guardian_consent, mobile = :mobile, landline = :landline,
       email = :email, town = :town, town_key = :town_key, gender = :gender,
       gender_words = :gender_words
 where id = :id;

-- name: leave_axes!
delete from people_axes where person_id = :id and axis <> all (:codes);

-- name: join_axes!
insert into people_axes (person_id, axis) select :id, unnest(:codes::text[])
on conflict do nothing;

-- name: leave_partners!
delete from people_partners where person_id = :id and partner <> all (:codes);

-- name: join_partners!
insert into people_partners (person_id, partner) select :id, unnest(:codes::text[])
on conflict do nothing;

-- name: know_tags!
-- A tag becomes known by the first who types it.
insert into tags (code, name) select * from unnest(:codes::text[], :names::text[])
on conflict do nothing;

-- name: leave_tags!
delete from people_tags where person_id = :id and tag <> all (:codes);

-- name: join_tags!
insert into people_tags (person_id, tag) select :id, unnest(:codes::text[])
on conflict do nothing;

-- name: add_consents!
insert into consents (person_id, channel, given, at, source, wording, collector)
select :id, unnest(:channels::text[]), true, :at, :source, :wording, :collector;

-- name: noes_that_stand
select channel, own from standing_consents
 where person_id = :id and channel = any (:channels) and purpose = 'invitations' and not given
   and not consent_replaces(given, own, at, false, :at);

-- name: find_mandate^
select * from mandates where id = :id and person_id = :person_id;

-- name: add_mandate^
-- Nothing comes back when there is one of that body that begins on that day.
insert into mandates (person_id, body, office, begins_on, ends_on)
values (:person_id, :body, :office, :begins_on, :ends_on)
on conflict do nothing
returning id;

-- name: end_mandate!
update mandates set ends_on = :ends_on, import_id = null where id = :id;

-- name: remove_mandate!
delete from mandates where id = :id;

-- name: mail_works_again
-- Somebody says that mail to a person arrives again; nothing if none has come back.
update people set dead_email = null, dead_email_at = null, email_works_at = :now
 where id = :id and email = dead_email
returning id;
