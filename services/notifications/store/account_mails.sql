-- name: add_account_mail!
-- An SMS is not sent once more when nobody knows whether it left: it counts as sent again already.
insert into account_mails (id, staff_id, purpose, language, name, email, sealed_token, channel,
                           sealed_address, valid_until, due_at, changed_at, resent)
values (:id, :staff_id, :purpose, :language, :name, :email, :sealed_token, :channel,
        :sealed_address, :valid_until, :now, :now, :channel = 'sms')
on conflict (id) do nothing;

-- name: hold_tests!
-- One after another sends tests to one person, so that they are counted.
select pg_advisory_xact_lock(hashtextextended(:staff_id::text, 7));

-- name: tests_of$
-- How many mails somebody sent to themselves within the time that each is of use.
select count(*) from account_mails
 where staff_id = :staff_id and purpose = :purpose and valid_until > :now;

-- name: add_test_mail!
insert into account_mails (id, staff_id, purpose, language, name, email, sealed_token, channel,
                           valid_until, due_at, changed_at, written)
values (:id, :staff_id, :purpose, :language, :name, :email, '', 'email', :valid_until, :now, :now,
        :written);

-- name: expire_account_mails!
-- A link that is not good any more is sent to nobody.
update account_mails
   set state = 'expired', sealed_token = null, email = null, name = null,
       sealed_address = null, written = null, changed_at = :now
 where state = 'waiting' and valid_until <= :now;

-- name: give_up_account_mails!
-- What a lost sender had in hand a second time, or too late, stays uncertain.
update account_mails
   set state = 'uncertain', reason = coalesce(reason, 'sender_lost'), lease_until = null,
       sealed_token = null, email = null, name = null,
       sealed_address = null, written = null, changed_at = :now
 where (resent or valid_until <= :now) and sealed_token is not null
   and ((state = 'claimed' and lease_until < :before)
        or (state = 'uncertain' and changed_at < :before));

-- name: resend_account_mails!
-- Once: the second copy has the same Message-ID.
update account_mails
   set state = 'waiting', resent = true, lease_until = null, due_at = :now, changed_at = :now
 where not resent and valid_until > :now and sealed_token is not null
   and ((state = 'claimed' and lease_until < :before)
        or (state = 'uncertain' and changed_at < :before));

-- name: claim_account_mails
update account_mails
   set state = 'claimed', attempts = attempts + 1, lease_until = :lease_until, changed_at = :now
 where id in (select id from account_mails
               where state = 'waiting' and due_at <= :now and channel = :channel
               order by due_at
               limit :window
                 for update skip locked)
returning *;

-- name: record_account_mail!
-- What became of one, unless somebody claimed it since; what is known for sure replaces what was
-- only assumed. When nothing more is to be sent, nothing is kept of whom and what it was.
update account_mails
   set state = :state, reason = :reason, provider_id = :provider_id,
       due_at = coalesce(:due_at, due_at), lease_until = null, changed_at = :now,
       sealed_token = case when :over then null else sealed_token end,
       email = case when :over then null else email end,
       name = case when :over then null else name end,
       written = case when :over then null else written end,
       sealed_address = case when :over then null else sealed_address end
 where id = :id and attempts = :attempts
   and (state = 'claimed'
        or (state in ('uncertain', 'waiting') and :state in ('sent', 'failed')));

-- name: returned_mails
-- Of which of these accounts the newest mail that left, or was to, came back or was refused.
select staff_id, reason, changed_at as at
  from (select distinct on (staff_id) staff_id, state, reason, changed_at
          from account_mails
         where staff_id = any(:staff_ids) and channel = 'email'
           and state in ('sent', 'uncertain', 'failed')
         order by staff_id, changed_at desc, id desc) newest
 where state = 'failed';
