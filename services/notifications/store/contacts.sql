-- name: put_contacts
-- Keep the newest version of each contact; gives those that are new to us or changed.
insert into contacts as c (member_id, version, first_name, language, channels, phone, email,
                           sms_consent, email_consent, household_id, quiet_from, quiet_until)
select distinct on (member_id) member_id, version, first_name, language, channels, phone, email,
       sms_consent, email_consent, household_id, quiet_from, quiet_until
  from jsonb_to_recordset(:contacts) as page (
       member_id uuid, version bigint, first_name text, language text, channels text[],
       phone text, email text, sms_consent boolean, email_consent boolean, household_id uuid,
       quiet_from time, quiet_until time)
 order by member_id, version desc
on conflict (member_id) do update
   set version = excluded.version, first_name = excluded.first_name,
       language = excluded.language, channels = excluded.channels, phone = excluded.phone,
       email = excluded.email, sms_consent = excluded.sms_consent,
       email_consent = excluded.email_consent, household_id = excluded.household_id,
       quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
 where c.version < excluded.version
returning member_id;

-- name: longest_names
-- The longest first name of those who read in each language, with letters that make an SMS wide and
-- without: a look for each at an index of long names alone.
select l.language, w.wide, n.first_name as name
  from unnest(:languages::text[]) as l (language)
 cross join (values (false), (true)) as w (wide)
 cross join lateral (
       select first_name from contacts
        where language = l.language and is_wide(first_name) = w.wide and length(first_name) >= 12
        order by length(first_name) desc
        limit 1) as n;

-- name: put_card^
insert into cards as c (event_id, version, cancelled, body)
values (:event_id, :version, :cancelled, :body)
on conflict (event_id) do update
   set version = excluded.version, cancelled = excluded.cancelled, body = excluded.body
 where c.version < excluded.version
returning event_id;

-- name: find_card^
select * from cards where event_id = :event_id;

-- name: is_cancelled$
select cancelled from cards where event_id = :event_id;

-- name: hold_event^
-- Whoever plans something for an event holds it, with others, until the end of the transaction.
select pg_advisory_xact_lock_shared(hashtextextended(:event_id::uuid::text, 1));

-- name: seize_event^
-- Whoever changes what plans are made by (the card, a cancellation) has the event for himself: no
-- plan that was begun before can appear after, unseen.
select pg_advisory_xact_lock(hashtextextended(:event_id::uuid::text, 1));

-- name: hold_silence^
-- Whoever claims holds the list of silent addresses; whoever adds to it waits for claims that
-- are being made, so that none is committed after the opt-out.
select pg_advisory_xact_lock_shared(hashtextextended('suppressions', 2));

-- name: seize_silence^
select pg_advisory_xact_lock(hashtextextended('suppressions', 2));

-- name: put_codes!
insert into codes (event_id, member_id, code, household_id)
select :event_id, member_id, code, household_id
  from unnest(:member_ids::uuid[], :codes::text[], :household_ids::uuid[])
       as page (member_id, code, household_id)
 where code is not null
on conflict (event_id, member_id) do update set code = excluded.code;

-- name: people_behind_code
select event_id, member_id from codes where code = :code;

-- name: newer_rsvp^
insert into rsvp_versions as v (event_id, member_id, version, answer, place)
values (:event_id, :member_id, :version, :answer, :place)
on conflict (event_id, member_id) do update
   set version = excluded.version, answer = excluded.answer, place = excluded.place
 where v.version < excluded.version
returning version;

-- name: put_aliases!
-- Keep the newest of each: whose id it is, or nobody else's.
insert into aliases as a (alias_id, person_id, version)
select distinct on (alias_id) alias_id, person_id, version
  from unnest(:alias_ids::uuid[], :person_ids::uuid[], :versions::bigint[])
       as page (alias_id, person_id, version)
 order by alias_id, version desc
on conflict (alias_id) do update set person_id = excluded.person_id, version = excluded.version
 where a.version < excluded.version;

-- name: contacts_of
-- Under whichever of their ids: silence is for every address of a person.
select c.member_id, c.phone, c.email
  from unnest(:member_ids::uuid[]) as asked (id)
 cross join lateral ids_of(asked.id) as each (id)
  join contacts c on c.member_id = each.id;

-- name: members_at
-- Everybody at these addresses: silence is for the address.
select member_id from contacts
 where (:channel = 'sms' and phone = any(:addresses))
    or (:channel = 'email' and email = any(:addresses));

-- name: suppress!
-- Said again, the later word counts: an own yes in between does not lift it.
insert into suppressions as s (channel, address_hash, reason, at)
select distinct :channel, address_hash, :reason, :at::timestamptz from unnest(:hashes::bytea[]) as address_hash
on conflict (channel, address_hash) do update
   set at = greatest(s.at, excluded.at), reason = excluded.reason;

-- name: silent_since
select channel, at as since from suppressions where address_hash = any(:hashes::bytea[]);

-- name: revive!
-- Addresses at which nothing arrived, and of which somebody has said since that it does.
delete from suppressions s
 using unnest(:hashes::bytea[], :works_at::timestamptz[]) as again (address_hash, works_at)
 where s.channel = 'email' and s.address_hash = again.address_hash and s.reason = 'bounce'
   and s.at < again.works_at;

-- name: lift!
-- Silence that is older than the own yes of somebody at the address.
delete from suppressions s
 using unnest(:channels::text[], :hashes::bytea[], :yes_at::timestamptz[])
       as own (channel, address_hash, yes_at)
 where s.channel = own.channel and s.address_hash = own.address_hash and s.at < own.yes_at;
