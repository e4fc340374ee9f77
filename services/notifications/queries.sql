-- name: put_contacts
-- Keep the newest version of each contact; gives those that are new to us or changed.
insert into contacts as c (member_id, version, first_name, language, channels, phone, email,
                           sms_consent, email_consent, household_id)
select member_id, version, first_name, language, channels, phone, email,
       sms_consent, email_consent, household_id
  from jsonb_to_recordset(:contacts) as page (
       member_id uuid, version bigint, first_name text, language text, channels text[],
       phone text, email text, sms_consent boolean, email_consent boolean, household_id uuid)
 order by member_id
on conflict (member_id) do update
   set version = excluded.version, first_name = excluded.first_name,
       language = excluded.language, channels = excluded.channels, phone = excluded.phone,
       email = excluded.email, sms_consent = excluded.sms_consent,
       email_consent = excluded.email_consent, household_id = excluded.household_id
 where c.version < excluded.version
returning member_id;

-- name: put_card^
insert into cards as c (event_id, version, cancelled, body)
values (:event_id, :version, :cancelled, :body)
on conflict (event_id) do update
   set version = excluded.version, cancelled = excluded.cancelled, body = excluded.body
 where c.version < excluded.version
returning event_id;

-- name: find_card^
select * from cards where event_id = :event_id;

-- name: ensure_send!
insert into sends (id, event_id, kind) values (:id, :event_id, :kind)
on conflict (id) do nothing;

-- name: lock_send^
-- Read whether a send may go on, and keep that true until this transaction ends.
select s.*, coalesce(c.cancelled, false) as cancelled, coalesce(c.version, 0) as card_version
  from sends s left join cards c using (event_id)
 where s.id = :id
   for share of s;

-- name: put_codes!
insert into codes (event_id, member_id, code, household_id)
select :event_id, member_id, code, household_id
  from unnest(:member_ids::uuid[], :codes::text[], :household_ids::uuid[])
       as page (member_id, code, household_id)
 where code is not null
on conflict (event_id, member_id) do update set code = excluded.code;

-- name: people_behind_code
select event_id, member_id from codes where code = :code;

-- name: add_batch!
insert into batches (id, send_id, channel, urgent, card_version, announced_at)
values (:id, :send_id, :channel, :urgent, :card_version, :announced_at);

-- name: plan
-- A row for EVERY person of a page: one for each channel that he is told on, or one that says
-- why there is none. People of one household with one number: the first is told for all.
with page as (
    select p.*, c.member_id is not null as known, c.channels, c.phone, c.email
      from unnest(:member_ids::uuid[], :household_ids::uuid[], :refusals::text[],
                  :occasions::integer[], :useful_until::timestamptz[])
           as p (member_id, household_id, refused, occasion, useful_until)
      left join contacts c using (member_id)
), chosen as (
    select page.*, 'none' as channel, refused as reason
      from page where refused is not null
    union all
    select page.*, 'undecided', null
      from page where refused is null and not known
    union all
    select page.*, 'none',
           case when phone is null and email is null then 'no_contact' else 'no_consent' end
      from page where refused is null and known and cardinality(channels) = 0
    union all
    select page.*, channel, null
      from page, unnest(page.channels) as channel where refused is null and known
), numbered as (
    select chosen.*, gen_random_uuid() as id from chosen
), told as (
    select numbered.*,
           case when channel = 'sms' and household_id is not null then
               first_value(id) over (partition by channel, household_id, phone
                                     order by member_id)
           end as teller
      from numbered
)
insert into deliveries (month, id, send_id, event_id, member_id, household_id, channel,
                        occasion, state, reason, covered_by, batch_id, useful_until)
select :month, id, :send_id, :event_id, member_id, household_id, channel, occasion,
       case when reason is not null or :excluded::text is not null then 'excluded'
            when teller <> id then 'covered'
            else 'waiting' end,
       coalesce(reason, :excluded::text),
       case when reason is null and :excluded::text is null and teller <> id then teller end,
       case channel when 'sms' then :sms_batch::uuid when 'email' then :email_batch::uuid end,
       useful_until
  from told
 order by member_id
on conflict (month, send_id, member_id, channel, occasion) do nothing
returning channel, state;

-- name: take_undecided
-- Take the rows of people whose contact is here now, or that were given up; they are planned anew.
delete from deliveries d
 using contacts c
 where d.member_id = c.member_id and d.channel = 'undecided'
   and (:member_ids::uuid[] is null or d.member_id = any(:member_ids))
   and d.useful_until > :now
   and d.id in (select u.id from deliveries u
                  join contacts k using (member_id)
                 where u.channel = 'undecided'
                   and (:member_ids::uuid[] is null or u.member_id = any(:member_ids))
                   and u.useful_until > :now
                 order by u.id limit :limit for update of u skip locked)
returning d.send_id, d.member_id, d.household_id, d.occasion, d.useful_until;

-- name: give_up_undecided!
update deliveries set state = 'excluded', reason = 'no_contact', changed_at = :now
 where channel = 'undecided' and state = 'waiting' and changed_at < :before;

-- name: announce_batches
-- Batches of an event whose card is there now.
update batches b set announced_at = :now
  from sends s
 where s.id = b.send_id and s.event_id = :event_id and b.announced_at is null
   and b.card_version <= :version
returning b.id, b.channel, b.urgent;

-- name: find_batch^
select b.*, s.event_id, s.kind, s.month, s.state as send_state
  from batches b join sends s on s.id = b.send_id
 where b.id = :id;

-- name: take_batch!
update batches set taken_at = coalesce(taken_at, :now), touched_at = :now where id = :id;

-- name: claim
-- Take a window of rows that are due, and judge each at the last moment.
with due as (
    select d.month, d.id from deliveries d
     where d.month = :month and d.batch_id = :batch_id and d.state = 'waiting'
       and d.due_at <= :now
     order by d.due_at, d.id
     limit :window
       for update skip locked
), judged as (
    select d.month, d.id, c.member_id, c.first_name, c.language, c.phone, c.email, k.code,
           case
               when d.useful_until <= :now then 'expired'
               when c.member_id is null then 'no_contact'
               when d.channel = 'sms' and (not c.sms_consent or c.phone is null)
                   then 'no_consent'
               when d.channel = 'email' and (not c.email_consent or c.email is null)
                   then 'no_consent'
               when k.code is null then 'no_code'
           end as no
      from due
      join deliveries d on d.month = due.month and d.id = due.id
      left join contacts c on c.member_id = d.member_id
      left join codes k on k.event_id = d.event_id and k.member_id = d.member_id
)
update deliveries d
   set state = case when j.no is null then 'claimed'
                    when j.no = 'expired' then 'expired' else 'excluded' end,
       reason = j.no,
       lease_until = case when j.no is null then :lease_until::timestamptz end,
       attempts = d.attempts + case when j.no is null then 1 else 0 end,
       changed_at = :now
  from judged j
 where d.month = j.month and d.id = j.id
returning d.id, d.member_id, d.state, d.attempts, d.useful_until, j.first_name, j.language,
          case d.channel when 'sms' then j.phone else j.email end as address, j.code,
          case when d.channel = 'sms' then
              (select array_agg(c2.first_name order by c2.member_id)
                 from deliveries v join contacts c2 using (member_id)
                where v.covered_by = d.id and v.state = 'covered')
          end as covered_names;

-- name: suppressed
-- Which of these addresses asked for silence.
select address_hash from suppressions
 where channel = :channel and address_hash = any(:hashes);

-- name: exclude!
-- Take back claims of rows that must not be sent after all.
update deliveries
   set state = 'excluded', reason = :reason, lease_until = null, attempts = attempts - 1,
       changed_at = :now
 where month = :month and id = any(:ids) and state = 'claimed';

-- name: pass_on_cover
-- Whoever was to be told with an excluded person is told himself: the first for the rest.
with next as (
    select month, id, covered_by,
           first_value(id) over (partition by covered_by order by member_id) as teller
      from deliveries
     where month = :month and covered_by = any(:ids) and state = 'covered'
)
update deliveries d
   set state = case when n.teller = d.id then 'waiting' else 'covered' end,
       covered_by = case when n.teller = d.id then null else n.teller end,
       changed_at = :now
  from next n
 where d.month = n.month and d.id = n.id
returning d.id;

-- name: record!
-- What became of a window: only rows that are still claimed, so a lost lease stays lost.
update deliveries d
   set state = r.state, reason = r.reason, provider_id = r.provider_id,
       due_at = coalesce(r.due_at, d.due_at), lease_until = null, changed_at = :now
  from unnest(:ids::uuid[], :states::text[], :reasons::text[], :provider_ids::text[],
              :due_ats::timestamptz[]) as r (id, state, reason, provider_id, due_at)
 where d.month = :month and d.id = r.id
   and (d.state = 'claimed' or (d.state = 'uncertain' and r.state in ('sent', 'failed')));

-- name: next_due$
select min(due_at) from deliveries
 where month = :month and batch_id = :batch_id and state = 'waiting';

-- name: stop_send^
update sends set state = 'stopped' where id = :id and state = 'running' returning *;

-- name: find_send^
select * from sends where id = :id;

-- name: stop_sends_of_event!
update sends set state = 'stopped'
 where event_id = :event_id and state = 'running' and kind <> 'cancellation';

-- name: begin_cancellation!
insert into sends (id, event_id, kind, plan_after)
values (:id, :event_id, 'cancellation', '00000000-0000-0000-0000-000000000000')
on conflict (id) do nothing;

-- name: send_to_plan^
select s.*, c.version as card_version
  from sends s join cards c using (event_id)
 where s.plan_after is not null
 order by s.created_at
 limit 1
   for update of s skip locked;

-- name: told_people
-- The next people who were told of an event, may have been, or were told through another.
select distinct d.member_id, k.household_id
  from deliveries d
  left join codes k on k.event_id = d.event_id and k.member_id = d.member_id
 where d.event_id = :event_id and d.member_id > :after and d.send_id <> :send_id
   and (d.state in ('claimed', 'sent', 'delivered', 'uncertain')
        or (d.state = 'covered' and exists (
            select from deliveries t
             where t.month = d.month and t.id = d.covered_by
               and t.state in ('claimed', 'sent', 'delivered', 'uncertain'))))
 order by d.member_id
 limit :limit;

-- name: move_plan!
update sends set plan_after = :plan_after where id = :id;

-- name: send_to_close^
select * from sends
 where state = 'stopped' and not closed
 order by created_at limit 1
   for update skip locked;

-- name: close_rows!
update deliveries
   set state = 'stopped', changed_at = :now
 where month = :month
   and id in (select id from deliveries
               where month = :month and send_id = :send_id and state = 'waiting'
               limit :limit for update skip locked);

-- name: waiting_rows$
select count(*) from (select from deliveries
                       where month = :month and send_id = :send_id and state = 'waiting'
                       limit 1) as one;

-- name: close_send!
update sends set closed = true, settled_at = null where id = :id;

-- name: reopen_send!
-- Rows were planned into a stopped send: they are to be closed too.
update sends set closed = false where id = :id and state = 'stopped';

-- name: touch_batches
-- Rows of these batches changed outside a sender.
update batches b set touched_at = :now
 where b.id = any(:ids)
returning b.id, b.channel, b.urgent;

-- name: stop_rows_of_person!
-- What was to be said about an older answer is not said any more.
update deliveries d
   set state = 'stopped', reason = 'answer_changed', changed_at = :now
  from sends s
 where s.id = d.send_id and d.event_id = :event_id and d.member_id = :member_id
   and d.state = 'waiting' and s.kind in ('confirmation', 'place_offered')
   and d.occasion < :occasion;

-- name: newer_rsvp^
insert into rsvp_versions as v (event_id, member_id, version)
values (:event_id, :member_id, :version)
on conflict (event_id, member_id) do update set version = excluded.version
 where v.version < excluded.version
returning version;

-- name: lost_leases
-- Claims whose sender has gone: it cannot be known whether the last byte left.
update deliveries
   set state = 'uncertain', reason = 'sender_lost', lease_until = null, changed_at = :now
 where state = 'claimed' and lease_until < :lost_before
   and id in (select id from deliveries
               where state = 'claimed' and lease_until < :lost_before
               limit :limit for update skip locked)
returning batch_id;

-- name: resend_uncertain
-- E-mail only, once: the second copy has the same Message-ID.
update deliveries
   set state = 'waiting', reason = null, resent = true, due_at = :now, changed_at = :now
 where state = 'uncertain' and channel = 'email' and not resent and useful_until > :now
   and id in (select id from deliveries
               where state = 'uncertain' and channel = 'email' and not resent
                 and useful_until > :now
               limit :limit for update skip locked)
returning batch_id;

-- name: unfinished_batches
-- Batches that a sender took and left: rows are due, nobody holds one.
update batches b set touched_at = :now
  from sends s
 where s.id = b.send_id and s.state = 'running'
   and b.taken_at is not null and b.touched_at < :quiet_since
   and exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                  and d.state = 'waiting' and d.due_at <= :now)
   and not exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                      and d.state = 'claimed')
returning b.id, b.channel, b.urgent;

-- name: sends_touched
select s.id, s.event_id, s.month, s.version, s.totals from sends s
 where s.settled_at is null
    or exists (select from batches b where b.send_id = s.id and b.touched_at >= s.settled_at)
 order by s.settled_at nulls first limit 20
   for update of s skip locked;

-- name: totals_of_send
select channel, state, reason, count(*) as rows
  from deliveries where month = :month and send_id = :send_id
 group by 1, 2, 3;

-- name: people_of_send$
select count(distinct member_id) from deliveries where month = :month and send_id = :send_id;

-- name: settle!
update sends set version = :version, totals = :totals, settled_at = :now where id = :id;

-- name: sends_of_event
select * from sends where event_id = :event_id order by created_at;

-- name: contacts_of
select member_id, phone, email from contacts where member_id = any(:member_ids);

-- name: members_at
-- Everybody at these addresses: silence is for the address.
select member_id from contacts
 where (:channel = 'sms' and phone = any(:addresses))
    or (:channel = 'email' and email = any(:addresses));

-- name: suppress!
insert into suppressions (channel, address_hash, reason, at)
select :channel, address_hash, :reason, :at from unnest(:hashes::bytea[]) as address_hash
on conflict (channel, address_hash) do nothing;
