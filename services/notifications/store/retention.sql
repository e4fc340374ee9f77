-- What is over, by purpose: each query takes out at most so many rows from before a moment.

-- name: codes!
-- Links of events that ended, and of which nothing was announced since: they open nothing by then.
delete from codes where (event_id, member_id) in (
    select k.event_id, k.member_id
      from cards c join codes k on k.event_id = c.event_id
     where (c.body ->> 'ends_at')::timestamptz < :before
       and not exists (select from sends s where s.event_id = k.event_id
                          and s.kind = 'announcement' and s.created_at > :before)
     limit :limit);

-- name: provider_ids$
-- By what number a message was known to whoever carried it; the ledger's sums do not need it. Some
-- are known by our own name only: it is over when there is nothing more in either place.
with theirs as (
    delete from provider_ids where (provider, provider_id) in (
        select provider, provider_id from provider_ids where at < :before limit :limit)
    returning 1
), emptied as (
    update deliveries d set provider_id = null
      from (select month, id from deliveries
             where provider_id is not null and changed_at < :before
             limit :limit) over
     where d.month = over.month and d.id = over.id
    returning 1
)
select greatest((select count(*) from theirs), (select count(*) from emptied));

-- name: account_mails!
delete from account_mails where id in (
    select id from account_mails
     where changed_at < :before and state not in ('waiting', 'claimed')
     limit :limit);

-- name: inbound!
delete from inbound where id in (
    select id from inbound where at < :before order by at limit :limit);
