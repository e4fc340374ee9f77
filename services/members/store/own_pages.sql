-- name: add_own_link_wish!
insert into own_link_wishes (id, address, asked_at) values (:id, :address, :now);

-- name: take_own_link_wish^
delete from own_link_wishes
 where id = (select id from own_link_wishes order by id limit 1 for update skip locked)
returning *;

-- name: people_at
-- Whoever is reached at an address, the longest known first; whoever was merged is one person, also
-- at the address of the other record.
select p.id, p.language
  from people p
 where p.id in (
       select coalesce(a.person_id, o.id)
         from people o left join aliases a on a.alias_id = o.id
        where o.mobile = :address or o.email = :address)
 order by p.created_at, p.id
 limit :limit;

-- name: add_own_links!
insert into own_links (token_hash, person_id, valid_until)
select :token_hash, person_id, :valid_until from unnest(:ids::uuid[]) as person_id;

-- name: forget_own_links!
delete from own_links where valid_until < :now;

-- name: behind_own_link
-- The people behind a link that is still good, and under which ids it was made for them: they may
-- have been merged since.
select p.id, p.first_name, p.language, max(l.valid_until) as valid_until,
       array_agg(l.person_id) as made_for
  from own_links l
  left join aliases a on a.alias_id = l.person_id
  join people p on p.id = coalesce(a.person_id, l.person_id)
 where l.token_hash = :token_hash and l.valid_until > :now
 group by p.id
 order by p.created_at, p.id;

-- name: own_page^
select p.id, p.first_name, p.language, p.wish, p.mobile, p.email,
       to_char(p.quiet_from, 'HH24:MI') as quiet_from,
       to_char(p.quiet_until, 'HH24:MI') as quiet_until,
       array(select axis from people_axes a where a.person_id = p.id order by axis) as axes,
       r.sms_consent as sms,
       case when sms.own and sms.given then sms.at end as sms_own_yes_at,
       r.email_consent as by_email,
       case when email.own and email.given then email.at end as email_own_yes_at
  from people p
  join reach r on r.person_id = p.id
  left join standing_consents sms
    on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
  left join standing_consents email
    on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
 where p.id = :id;

-- name: newest_wordings
-- The words of today, in one language.
select distinct on (purpose, channel) purpose, channel, language, version, text
  from wordings
 where purpose = 'invitations' and language = :language
 order by purpose, channel, version desc;

-- name: wording^
select purpose, channel, language, version, text from wordings
 where purpose = 'invitations' and channel = :channel and language = :language
   and version = :version;

-- name: choose
-- What a person chose; nothing when it was so before.
update people
   set own_language = own_language or language is distinct from :language,
       own_wish = own_wish or wish is distinct from :wish,
       language = :language, wish = :wish, quiet_from = :quiet_from::time,
       quiet_until = :quiet_until::time
 where id = :id
   and (language, wish, quiet_from, quiet_until)
       is distinct from (:language, :wish, :quiet_from::time, :quiet_until::time)
returning id;

-- name: leave_axes
delete from people_axes where person_id = :id and not axis = any (:axes) returning axis;

-- name: join_axes
insert into people_axes (person_id, axis)
select :id, code from axes where code = any (:axes)
on conflict do nothing
returning axis;

-- name: agree!
-- A person's own yes, in the words that were shown.
insert into consents (person_id, channel, purpose, given, at, source, wording, wording_version,
                      language, own)
select :id, channel, purpose, true, :at, :source, text, version, language, true
  from wordings
 where purpose = 'invitations' and channel = :channel and language = :language
   and version = :version;
