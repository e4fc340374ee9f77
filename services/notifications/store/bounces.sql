-- name: find_delivery$
-- Whom an e-mail went to.
select member_id from deliveries where month = :month and id = :id and channel = 'email';

-- name: bounce!
-- It did not arrive after all.
update deliveries set state = 'failed', reason = :reason, changed_at = :now
 where month = :month and id = :id and state in ('sent', 'delivered', 'uncertain');

-- name: suppress_once
-- Addresses at which nothing arrives, or that do not want it; who is silent already stays so.
insert into suppressions (channel, address_hash, reason, at)
select distinct :channel, address_hash, :reason, :now::timestamptz
  from unnest(:hashes::bytea[]) as address_hash
on conflict (channel, address_hash) do nothing
returning address_hash;

-- name: dead
-- Which of these are silent because nothing arrives there.
select address_hash from suppressions
 where channel = :channel and address_hash = any(:hashes) and reason = 'bounce';

-- name: month_of_mail$
-- In which month's part of the ledger a mail is, or that it is none of the ledger.
select d.month
  from (select distinct month from sends) m
  join deliveries d on d.month = m.month and d.id = :id and d.channel = 'email'
union all
select date '0001-01-01' from account_mails where id = :id and channel = 'email'
 limit 1;

-- name: bounce_account_mail$
-- A link or code did not arrive after all, or was complained of; gives whom it was for.
update account_mails
   set state = case when :reason <> '' then 'failed' else state end,
       reason = coalesce(nullif(:reason, ''), reason), changed_at = :now
 where id = :id and channel = 'email' and state in ('sent', 'uncertain', 'failed')
   and sealed_token is null and email is null and name is null and sealed_address is null
returning staff_id;

-- name: note_call^
-- A call of a mail service is heard once; older ones would be refused for their age.
with forgotten as (delete from mail_calls where at < :now::timestamptz - interval '1 hour')
insert into mail_calls (id, at) values (:id, :now) on conflict (id) do nothing returning id;
