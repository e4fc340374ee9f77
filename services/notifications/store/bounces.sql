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
