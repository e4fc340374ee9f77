-- name: add_sign_up!
insert into sign_ups (id, asked_at, language, form, event_id)
values (:id, :now, :language, :form, :event_id);

-- name: add_address!
insert into sign_up_addresses (sign_up_id, channel, address)
values (:sign_up_id, :channel, :address);

-- name: forget_sign_ups!
-- What was never confirmed, and what is of no more use: the person has it.
delete from sign_ups where asked_at < :before;

-- name: take_to_send^
select a.sign_up_id, a.channel, a.address, s.language, s.asked_at
  from sign_up_addresses a join sign_ups s on s.id = a.sign_up_id
 where a.secret_hash is null
 order by a.sign_up_id, a.channel
 limit 1
   for update of a skip locked;

-- name: give_secret!
update sign_up_addresses set secret_hash = :secret_hash, valid_until = :valid_until
 where sign_up_id = :sign_up_id and channel = :channel;

-- name: by_sign_up^
-- Nobody else judges the same code meanwhile. Who it was confirmed for may have been merged since.
select a.*, s.form, s.language, coalesce(g.person_id, s.person_id) as person_id, s.event_id
  from sign_up_addresses a
  join sign_ups s on s.id = a.sign_up_id
  left join aliases g on g.alias_id = s.person_id
 where a.sign_up_id = :sign_up_id and a.channel = 'sms'
   for update of a, s;

-- name: by_secret^
select a.*, s.form, s.language, coalesce(g.person_id, s.person_id) as person_id, s.event_id
  from sign_up_addresses a
  join sign_ups s on s.id = a.sign_up_id
  left join aliases g on g.alias_id = s.person_id
 where a.secret_hash = :secret_hash and a.channel = 'email'
   for update of a, s;

-- name: count_try!
update sign_up_addresses set tries = tries + 1
 where sign_up_id = :sign_up_id and channel = 'sms';

-- name: confirm!
with one as (
    update sign_up_addresses set confirmed_at = :now
     where sign_up_id = :sign_up_id and channel = :channel
)
update sign_ups set person_id = :person_id where id = :sign_up_id;

-- name: known_person^
-- Whoever is held under this address and name: joining again makes nobody twice, and an alias is no
-- person of their own.
select coalesce(a.person_id, p.id) as id
  from people p left join aliases a on a.alias_id = p.id
 where p.name_key = :name_key
   and ((:channel = 'sms' and p.mobile = :address) or (:channel = 'email' and p.email = :address))
 order by p.created_at, p.id
 limit 1;

-- name: add_person!
insert into people (id, first_name, last_name, name_key, language, own_language, region, birth_year,
                    guardian, guardian_consent, guardian_self)
values (:id, :first_name, :last_name, :name_key, :language, true, :region, :birth_year, :guardian,
        :guardian_consent, :guardian_consent::date is not null);

-- name: complete_person!
-- What they say of themselves counts; where they say nothing, what is known stays. That a guardian
-- agrees is said by themselves, too: it replaces no consent on record, and lifts no guardian's no.
update people
   set language = :language, own_language = true, region = coalesce(:region, region),
       birth_year = coalesce(:birth_year, birth_year),
       guardian = coalesce(nullif(:guardian, ''), guardian),
       guardian_self = guardian_self
           or guardian_consent is null and guardian_no_on is null
              and :guardian_consent::date is not null,
       guardian_consent = case when guardian_no_on is null
                               then coalesce(guardian_consent, :guardian_consent) end
 where id = :id;

-- name: put_address!
-- The address that was proven to be theirs.
update people
   set mobile = case when :channel = 'sms' then :address else mobile end,
       email = case when :channel = 'email' then :address else email end,
       household_id = case when :channel = 'sms' and mobile is distinct from :address then null
                           else household_id end
 where id = :id;

-- name: make_household!
insert into households (mobile)
select :mobile where (select count(*) from people where mobile = :mobile) > 1
on conflict do nothing;

-- name: join_household
update people p set household_id = h.id
  from households h
 where h.mobile = :mobile and p.mobile = :mobile and p.household_id is distinct from h.id
returning p.id;

-- name: add_axes!
insert into people_axes (person_id, axis)
select :id, code from axes where code = any (:axes)
on conflict do nothing;

-- name: region_of$
select region from people where id = :id;

-- name: is_region$
select exists (select from regions where code = :code);
