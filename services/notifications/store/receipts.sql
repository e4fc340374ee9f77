-- By which provider a message goes, what he says of it, and how fast he may be given more.

-- name: note_providers!
-- By whom each claimed row goes: known before the first byte leaves.
update deliveries d set provider = c.provider
  from unnest(:ids::uuid[], :providers::text[]) as c (id, provider)
 where d.month = :month and d.id = c.id and d.state = 'claimed';

-- name: put_off!
-- Claims for which no provider is free now: nothing was sent, and no try is counted.
update deliveries
   set state = 'waiting', reason = 'no_way', attempts = attempts - 1, lease_until = null,
       due_at = :due_at, changed_at = :now
 where month = :month and id = any(:ids) and state = 'claimed';

-- name: reserve_pace$
-- Take the next free moment of a provider; what comes after waits until these are through. Nothing
-- is taken when that is later than `latest`: what will not go must not let others wait.
insert into paces as p (provider, free_at)
values (:provider, :now::timestamptz + make_interval(secs => :seconds))
on conflict (provider) do update
   set free_at = greatest(p.free_at, :now) + make_interval(secs => :seconds)
 where p.free_at <= :latest
returning free_at - make_interval(secs => :seconds);

-- name: busy_ways
-- Which of these providers have no free moment until then.
select provider from paces where provider = any(:providers) and free_at > :latest;

-- name: pace_free_at$
select free_at from paces where provider = :provider;

-- name: expect!
-- Under which names receipts of these messages come: what the provider calls it, or its parts,
-- or our own name. A provider who counts anew means the newest by a name.
insert into provider_ids as p (provider, provider_id, month, delivery_id, at)
select d.provider, n.provider_id, d.month, d.id, :now
  from deliveries d
 cross join lateral (
       select unnest(string_to_array(coalesce(d.provider_id, '~' || d.id), ' '))
           as provider_id) n
 where d.month = :month and d.id = any(:ids) and d.provider is not null
   and d.state in ('sent', 'uncertain', 'delivered')
   and n.provider_id <> '-'
on conflict (provider, provider_id) do update
   set month = excluded.month, delivery_id = excluded.delivery_id, fate = null, code = '',
       at = excluded.at
 where p.delivery_id <> excluded.delivery_id;

-- name: note_receipt!
-- Keep what was said under a name; a weaker word never takes back a stronger one.
insert into receipts as r (provider, provider_id, fate, code, reference, address_hash, at)
values (:provider, :provider_id, :fate, :code, :reference, :address_hash, :now)
on conflict (provider, provider_id) do update
   set fate = excluded.fate, code = excluded.code, at = excluded.at
 where rank_of(excluded.fate) > rank_of(r.fate);

-- name: match_receipts
-- Find what receipts are about by the provider's names, and take them over; gives the deliveries.
with matched as (
    delete from receipts r
     using provider_ids p
     where p.provider = r.provider and p.provider_id = r.provider_id
       and (:provider::text is null
            or (r.provider = :provider and r.provider_id = any(:provider_ids::text[])))
       and (:ids::uuid[] is null or p.delivery_id = any(:ids))
    returning p.provider, p.provider_id, p.month, p.delivery_id, r.fate, r.code
), noted as (
    update provider_ids p set fate = m.fate, code = m.code
      from matched m
     where p.provider = m.provider and p.provider_id = m.provider_id
       and rank_of(m.fate) > coalesce(rank_of(p.fate), 0)
)
select distinct month, delivery_id from matched;

-- name: known_name$
-- Which of these names of a message is known.
select provider_id from provider_ids
 where provider = :provider and provider_id = any(:names)
 order by starts_with(provider_id, '~')
 limit 1;

-- name: adopt_receipt!
-- A receipt under a name that nobody knew is about this message: so that is one of its names.
insert into provider_ids (provider, provider_id, month, delivery_id, at)
values (:provider, :provider_id, :month, :delivery_id, :now)
on conflict do nothing;

-- name: in_other_words
-- Messages of a provider known by another way of writing a name, with the number they went to.
select p.month, p.delivery_id, p.provider_id, c.phone
  from provider_ids p
  join deliveries d on d.month = p.month and d.id = p.delivery_id
  left join aliases a on a.alias_id = d.member_id and a.person_id is not null
  join contacts c on c.member_id = coalesce(a.person_id, d.member_id)
 where p.provider = :provider and p.provider_id = any(:names);

-- name: waiting_receipts
-- Receipts under a number that nobody knows, of a phone; the newest.
select provider, provider_id, address_hash from receipts
 where address_hash is not null and at > :since and provider_id ~ '^[0-9A-Fa-f]{1,20}$'
 order by at desc limit :limit;

-- name: unsure_of
-- Uncertain messages of providers whose receipts nobody could place, with the number they went to;
-- the newest.
select d.month, d.id, d.provider, d.told_at, d.parts, c.phone
  from deliveries d
  left join aliases a on a.alias_id = d.member_id and a.person_id is not null
  join contacts c on c.member_id = coalesce(a.person_id, d.member_id)
 where d.state = 'uncertain' and d.channel = 'sms' and d.provider is not null
   and d.provider = any(:providers)
   and d.changed_at > :since and d.reason is distinct from 'partly-sent'
 order by d.changed_at desc
 limit :limit;

-- name: referring_receipts
select provider, provider_id, reference, address_hash from receipts
 where reference is not null and address_hash is not null and at > :since
 order by at desc limit :limit;

-- name: nameless_receipts
-- Receipts of a phone that came without our number, under names that nobody knew; the newest.
select provider, provider_id, address_hash, at from receipts
 where reference is null and address_hash is not null and at > :since and at < :before
 order by at desc limit :limit;

-- name: drop_receipts_of_others
-- Receipts of codes, links and replies: these are in no ledger, so nothing waits for what they say.
delete from receipts r
 where r.provider = any(:providers::text[]) and r.provider_id = any(:names::text[])
   and (exists (select from account_mails a
                 where a.channel = 'sms'
                   and string_to_array(a.provider_id, ' ') @> array[r.provider_id])
        or exists (select from replies a
                    where string_to_array(a.provider_id, ' ') @> array[r.provider_id]))
returning r.provider, r.provider_id;

-- name: take_turns
-- Receipts of one message take turns: each sees what the one before has said of another part.
select id, state from deliveries
 where (month, id) in (select * from unnest(:months::date[], :ids::uuid[]))
 order by id
   for update;

-- name: settle_receipts
-- What the ledger says after all that is known of these messages' parts: one that failed makes the
-- whole fail, all must have arrived. What comes in our own name is about the whole. A receipt never
-- takes a state back.
with told as (
    select month, delivery_id,
           coalesce(bool_and(coalesce(fate = 'delivered', false))
                        filter (where not starts_with(provider_id, '~')), false)
           or bool_or(starts_with(provider_id, '~') and coalesce(fate = 'delivered', false))
               as all_there,
           max(code) filter (where fate = 'failed') as failure,
           coalesce(bool_or(fate = 'failed'), false) as any_failed
      from provider_ids
     where delivery_id = any(:ids)
       -- Our own name, of which nothing was said, is only another one for the whole.
       and (fate is not null or not starts_with(provider_id, '~'))
     group by 1, 2
), verdict as (
    select month, delivery_id, failure,
           case when all_there then 'delivered' when any_failed then 'failed' else 'sent' end
               as state
      from told
)
update deliveries d
   set state = v.state,
       reason = case when v.state = 'failed' then coalesce(nullif(v.failure, ''), 'receipt') end,
       changed_at = :now
  from verdict v
 where d.month = v.month and d.id = v.delivery_id and d.state <> v.state
   and ((d.state = 'uncertain')
        or (d.state = 'sent' and v.state <> 'sent')
        or (d.state = 'failed' and v.state = 'delivered'))
returning d.month, d.id, d.state;

-- name: follow_arrived!
-- Whoever was to be told by a message that had failed and arrived after all is told by it.
update deliveries v
   set state = 'covered', reason = null, changed_at = :now
  from deliveries t
 where t.id = any(:ids) and t.state = 'delivered'
   and v.month = t.month and v.send_id = t.send_id and v.covered_by = t.id and v.state = 'failed';

-- name: tidy_receipts!
delete from receipts where at < :before;

-- name: take_unsure
-- Uncertain messages of providers who can be asked; each is asked again a while later (until
-- then it is, in a way, claimed).
with unsure as materialized (
    select month, id from deliveries
     where state = 'uncertain' and channel = 'sms' and provider = any(:providers)
       and coalesce(lease_until, changed_at) <= :now and changed_at > :since
     order by coalesce(lease_until, changed_at)
     limit :limit
       for update skip locked
)
update deliveries d set lease_until = :again_at
  from unsure u
 where d.month = u.month and d.id = u.id
returning d.month, d.id, d.provider, d.attempts;

-- name: find_unsure^
-- A message that may be uncertain, by its name alone, in whichever month of the ledger.
select d.month, d.state, d.attempts
  from (select distinct month from sends) m
  join deliveries d on d.month = m.month and d.id = :id and d.provider = :provider;

-- name: settle_unsure
-- What was learnt of uncertain messages; what never arrived waits again while its send runs.
update deliveries d
   set state = case when r.state = 'waiting' and s.state <> 'running' then 'stopped'
                    else r.state end,
       reason = r.reason, due_at = coalesce(r.due_at, d.due_at), lease_until = null,
       provider_id = coalesce(r.provider_id, d.provider_id), changed_at = :now
  from unnest(:ids::uuid[], :attempts::integer[], :states::text[], :reasons::text[],
              :due_ats::timestamptz[], :provider_ids::text[])
           as r (id, attempts, state, reason, due_at, provider_id)
 cross join sends s
 where d.month = :month and d.id = r.id and d.attempts = r.attempts and d.state = 'uncertain'
   and s.id = d.send_id
returning d.batch_id, d.state;

-- name: rename_receipt!
-- The same message by the name that is known.
with said as (
    delete from receipts where provider = :provider and provider_id = :name returning *
)
insert into receipts as r (provider, provider_id, fate, code, reference, address_hash, at)
select provider, :known, fate, code, reference, address_hash, at from said
on conflict (provider, provider_id) do update
   set fate = excluded.fate, code = excluded.code, at = excluded.at
 where rank_of(excluded.fate) > rank_of(r.fate);
