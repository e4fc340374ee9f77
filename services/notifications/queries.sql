-- name: put_contacts
-- Keep the newest version of each contact; gives those that are new to us or changed.
insert into contacts as c (member_id, version, first_name, language, channels, phone, email,
                           sms_consent, email_consent, household_id)
select distinct on (member_id) member_id, version, first_name, language, channels, phone, email,
       sms_consent, email_consent, household_id
  from jsonb_to_recordset(:contacts) as page (
       member_id uuid, version bigint, first_name text, language text, channels text[],
       phone text, email text, sms_consent boolean, email_consent boolean, household_id uuid)
 order by member_id, version desc
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
insert into batches (id, send_id, channel, urgent, card_version, announced_at, due_at)
values (:id, :send_id, :channel, :urgent, :card_version, :announced_at, :announced_at);

-- name: plan
-- A row for EVERY person of a page: one for each channel that he is told on, or one that says
-- why there is none. People of one household with one number: the first is told for all. In a
-- send that is over, rows that would wait come in at its end (`verdict`) at once.
with page as (
    select p.*, c.member_id is not null as known, c.channels, c.phone, c.email
      from unnest(:member_ids::uuid[], :household_ids::uuid[], :refusals::text[],
                  :occasions::integer[], :useful_until::timestamptz[])
           as p (member_id, household_id, refused, occasion, useful_until)
      left join contacts c using (member_id)
     where not exists (
           select from deliveries d
            where d.month = :month and d.send_id = :send_id and d.member_id = p.member_id
              and d.occasion = p.occasion)
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
    select chosen.*, gen_random_uuid() as id,
           row_number() over (partition by member_id, occasion order by channel) = 1 as lead
      from chosen
), told as (
    select numbered.*,
           case when channel = 'sms' and household_id is not null then
               first_value(id) over (partition by channel, household_id, phone
                                     order by member_id)
           end as teller
      from numbered
)
insert into deliveries (month, id, send_id, event_id, member_id, household_id, channel,
                        occasion, state, reason, covered_by, batch_id, useful_until, lead,
                        card_version)
select :month, id, :send_id, :event_id, member_id, household_id, channel, occasion,
       case when reason is not null then 'excluded'
            when :verdict::text is not null then :verdict::text
            when teller <> id then 'covered'
            else 'waiting' end,
       coalesce(reason, :why::text),
       case when reason is null and :verdict::text is null and teller <> id then teller end,
       case channel when 'sms' then :sms_batch::uuid when 'email' then :email_batch::uuid end,
       useful_until, lead, :card_version
  from told
 order by member_id
on conflict (month, send_id, member_id, channel, occasion) do nothing
returning channel, state;

-- name: join_tellers!
-- People of a household who wait at one number, each by himself, because they were planned at
-- different times: the first is told for all. One whom a sender has in hand is left alone.
with alone as materialized (
    select d.month, d.id, d.member_id, d.household_id, c.phone
      from deliveries d join contacts c using (member_id)
     where d.month = :month and d.send_id = :send_id and d.household_id = any(:household_ids)
       and d.channel = 'sms' and d.state = 'waiting'
       for update of d skip locked
), told as (
    select month, id,
           first_value(id) over (partition by household_id, phone order by member_id) as teller
      from alone
), joined as (
    update deliveries d set covered_by = t.teller
      from told t
     where t.teller <> t.id and d.month = t.month and d.covered_by = t.id
       and d.state = 'covered'
)
update deliveries d
   set state = 'covered', covered_by = t.teller, changed_at = :now
  from told t
 where t.teller <> t.id and d.month = t.month and d.id = t.id;

-- name: take_undecided_of
-- Take the rows of people whose contact has come, also those that were given up for want of it.
with ready as materialized (
    select month, id from deliveries
     where channel = 'undecided' and member_id = any(:member_ids) and useful_until > :now
       and (state = 'waiting' or (state = 'excluded' and reason = 'no_contact'))
       for update skip locked
)
delete from deliveries d using ready r, sends s
 where d.month = r.month and d.id = r.id and s.id = d.send_id
returning d.send_id, s.kind, d.card_version, d.member_id, d.household_id, d.occasion,
          d.useful_until;

-- name: take_undecided
-- Take rows that wait for a contact which is here: the two came at the same moment.
with ready as materialized (
    select d.month, d.id from deliveries d join contacts c using (member_id)
     where d.channel = 'undecided' and d.state = 'waiting' and d.useful_until > :now
     limit :limit
       for update of d skip locked
)
delete from deliveries d using ready r, sends s
 where d.month = r.month and d.id = r.id and s.id = d.send_id
returning d.send_id, s.kind, d.card_version, d.member_id, d.household_id, d.occasion,
          d.useful_until;

-- name: give_up_undecided!
update deliveries d set state = 'excluded', reason = 'no_contact', changed_at = :now
 where d.channel = 'undecided' and d.state = 'waiting' and d.changed_at < :before
   and not exists (select from contacts c where c.member_id = d.member_id);

-- name: announce_batches
-- Batches of an event whose card is there now.
update batches b set announced_at = :now, due_at = :now
  from sends s
 where s.id = b.send_id and s.event_id = :event_id and b.announced_at is null
   and b.card_version <= :version
returning b.id, b.channel, b.urgent;

-- name: announce_ready
-- Batches that waited for a card which is here: the two came at the same moment.
update batches b set announced_at = :now, due_at = :now
  from sends s join cards c using (event_id)
 where s.id = b.send_id and b.announced_at is null and b.card_version <= c.version
   and s.state = 'running'
returning b.id, b.channel, b.urgent;

-- name: unannounce_batch!
-- The card that this batch needs is not here: it is announced when the card comes.
update batches set announced_at = null where id = :id;

-- name: find_batch^
select b.*, s.event_id, s.kind, s.month, s.state as send_state
  from batches b join sends s on s.id = b.send_id
 where b.id = :id;

-- name: take_batch!
update batches set taken_at = coalesce(taken_at, :now), touched_at = :now where id = :id;

-- name: finish_batch!
-- Nothing of it waits or is being sent; whatever changes that later opens it again.
update batches b set done = true
 where b.id = :id
   and not exists (select from deliveries d
                    where d.month = :month and d.batch_id = b.id and d.state = 'waiting')
   and not exists (select from deliveries d
                    where d.month = :month and d.batch_id = b.id and d.state = 'claimed');

-- name: schedule_batch^
-- Note when the next reference to a batch falls due; nothing when one is on its way already.
update batches set due_at = :due_at
 where id = :id and (due_at is null or due_at <= :now or due_at > :due_at)
returning id;

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
               when coalesce(:useful_until::timestamptz, d.useful_until) <= :now then 'expired'
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
          case d.channel when 'sms' then j.phone else j.email end as address, j.code;

-- name: suppressed
-- Which of these addresses asked for silence.
select address_hash from suppressions
 where channel = :channel and address_hash = any(:hashes);

-- name: exclude!
-- Take back claims of rows that must not be sent after all.
update deliveries
   set state = 'excluded', reason = :reason, lease_until = null, changed_at = :now
 where month = :month and id = any(:ids) and state = 'claimed';

-- name: release_strays!
-- Whoever is not reached at his teller's number any more, or not by SMS, is judged by himself.
update deliveries v
   set state = 'waiting', covered_by = null, batch_id = :batch_id, changed_at = :now
  from deliveries d join contacts t on t.member_id = d.member_id
 where d.month = :month and d.id = any(:ids)
   and v.month = :month and v.covered_by = d.id and v.state = 'covered'
   and not exists (select from contacts c
                    where c.member_id = v.member_id and c.sms_consent and c.phone = t.phone);

-- name: names_covered
-- Whom else each of these messages is for.
select v.covered_by as id, array_agg(c.first_name order by c.member_id) as names
  from deliveries v join contacts c using (member_id)
 where v.month = :month and v.covered_by = any(:ids) and v.state = 'covered'
 group by 1;

-- name: pass_on_cover!
-- Whoever was to be told with an excluded person is told himself, the first for the rest; the
-- next claim of the same batch judges him.
with next as (
    select month, id, covered_by,
           first_value(id) over (partition by covered_by order by member_id) as teller
      from deliveries
     where month = :month and covered_by = any(:ids) and state = 'covered'
)
update deliveries d
   set state = case when n.teller = d.id then 'waiting' else 'covered' end,
       covered_by = case when n.teller = d.id then null else n.teller end,
       batch_id = :batch_id, changed_at = :now
  from next n
 where d.month = n.month and d.id = n.id;

-- name: follow_tellers!
-- Whoever was to be told by a message that came to nothing shares its end.
update deliveries v
   set state = t.state, reason = t.reason, changed_at = :now
  from deliveries t
 where t.month = :month and t.id = any(:ids) and t.state in ('failed', 'expired', 'stopped')
   and v.month = :month and v.covered_by = t.id and v.state = 'covered';

-- name: record!
-- What became of a window. Only rows that nobody has claimed since (`attempts`): a lost lease
-- stays lost, but what is known for sure replaces what was only assumed.
update deliveries d
   set state = case when r.state = 'waiting' and :stopped then 'stopped' else r.state end,
       reason = r.reason, provider_id = r.provider_id,
       due_at = coalesce(least(r.due_at, d.useful_until), d.due_at),
       lease_until = null, changed_at = :now
  from unnest(:ids::uuid[], :attempts::integer[], :states::text[], :reasons::text[],
              :provider_ids::text[], :due_ats::timestamptz[])
       as r (id, attempts, state, reason, provider_id, due_at)
 where d.month = :month and d.id = r.id and d.attempts = r.attempts
   and (d.state = 'claimed'
        or (d.state in ('uncertain', 'waiting') and r.state in ('sent', 'failed')));

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

-- name: invited_holders
-- The next people with a code, household by household, and whether each was told of the event,
-- may have been, was told through another, or has answered.
with holders as (
    select distinct holder_id from codes
     where event_id = :event_id and holder_id > :after
     order by holder_id
     limit :limit
)
select k.holder_id, k.member_id, k.household_id,
       exists (select from rsvp_versions v
                where v.event_id = k.event_id and v.member_id = k.member_id)
       or exists (
           select from sends s
             join deliveries d
               on d.month = s.month and d.send_id = s.id and d.member_id = k.member_id
             left join deliveries t on t.month = d.month and t.id = d.covered_by
            where s.event_id = k.event_id and s.kind <> 'cancellation'
              and case d.state when 'covered' then t.state else d.state end
                  in ('claimed', 'sent', 'delivered', 'uncertain')) as told
  from holders h join codes k on k.event_id = :event_id and k.holder_id = h.holder_id
 order by k.holder_id, k.member_id;

-- name: move_plan!
update sends set plan_after = :plan_after where id = :id;

-- name: send_to_close^
select * from sends
 where state = 'stopped' and not closed
 order by created_at limit 1
   for update skip locked;

-- name: waiting_of_send
select month, id from deliveries
 where month = :month and send_id = :send_id and state = 'waiting'
 limit :limit
   for update skip locked;

-- name: stop_rows!
update deliveries set state = 'stopped', changed_at = :now
 where month = :month and id = any(:ids);

-- name: anything_waiting$
select exists (select from deliveries
                where month = :month and send_id = :send_id and state = 'waiting');

-- name: close_send!
with finished as (
    update batches set done = true where send_id = :id and not done
)
update sends set closed = true where id = :id;

-- name: touch_batches
-- Rows of these batches wait again, without a sender's doing.
update batches b set touched_at = :now, due_at = :now, done = false
 where b.id = any(:ids)
returning b.id, b.channel, b.urgent;

-- name: stop_rows_of_person!
-- What was to be said about an older answer is not said any more.
update deliveries d
   set state = 'stopped', reason = 'answer_changed', changed_at = :now
  from sends s
 where s.event_id = :event_id and s.kind in ('confirmation', 'place_offered')
   and d.month = s.month and d.send_id = s.id and d.member_id = :member_id
   and d.state = 'waiting' and d.occasion < :occasion;

-- name: newer_rsvp^
insert into rsvp_versions as v (event_id, member_id, version)
values (:event_id, :member_id, :version)
on conflict (event_id, member_id) do update set version = excluded.version
 where v.version < excluded.version
returning version;

-- name: lost_leases
-- Claims whose sender has gone: it cannot be known whether the last byte left.
update deliveries d
   set state = 'uncertain', reason = 'sender_lost', lease_until = null, changed_at = :now
 where (d.month, d.id) in (
       select month, id from deliveries
        where state = 'claimed' and lease_until < :lost_before
        order by lease_until
        limit :limit for update skip locked)
returning d.batch_id;

-- name: resend_uncertain
-- E-mail only, once: the second copy has the same Message-ID.
with again as materialized (
    select d.month, d.id from deliveries d join sends s on s.id = d.send_id
     where d.state = 'uncertain' and d.channel = 'email' and not d.resent
       and d.changed_at < :before and d.useful_until > :now and s.state = 'running'
     order by d.changed_at
     limit :limit
       for update of d skip locked
       for share of s
)
update deliveries d
   set state = 'waiting', reason = null, resent = true, due_at = :now, changed_at = :now
  from again a
 where d.month = a.month and d.id = a.id
returning d.batch_id;

-- name: unfinished_batches
-- Batches that a sender took and left: rows are due, nobody holds one, no reference is coming.
with left_behind as materialized (
    select b.id from batches b join sends s on s.id = b.send_id
     where b.taken_at is not null and not b.done and b.touched_at < :quiet_since
       and (b.due_at is null or b.due_at < :quiet_since) and s.state = 'running'
       and exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                      and d.state = 'waiting' and d.due_at <= :now)
       and not exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                          and d.state = 'claimed')
     order by b.touched_at
     limit :limit
       for update of b skip locked
)
update batches b set touched_at = :now, due_at = :now
  from left_behind l
 where b.id = l.id
returning b.id, b.channel, b.urgent;

-- name: first_to_settle$
-- One process at a time folds; the others find nothing to do.
select pg_try_advisory_xact_lock(hashtextextended('totals', 3));

-- name: sends_moved
select distinct m.send_id, s.event_id
  from movements m join sends s on s.id = m.send_id
 limit :limit;

-- name: fold_movements!
-- Add to a send's totals what has moved since they were last added up.
with moved as (
    delete from movements where send_id = :send_id returning *
)
insert into totals as t (send_id, channel, state, reason, rows, people)
select send_id, channel, state, reason, sum(rows), sum(people)
  from moved
 group by 1, 2, 3, 4
on conflict (send_id, channel, state, reason) do update
   set rows = t.rows + excluded.rows, people = t.people + excluded.people;

-- name: totals_of_sends
-- Where the rows of sends are: exact, without looking at a single one.
select send_id, channel, state, reason, sum(rows)::bigint as rows, sum(people)::bigint as people
  from (select * from totals where send_id = any(:send_ids)
        union all
        select * from movements where send_id = any(:send_ids)) as sums
 group by 1, 2, 3, 4
having sum(rows) <> 0;

-- name: settle^
-- Keep totals if they are others than before, and give their version.
insert into settlements as s (send_id, version, totals) values (:send_id, 1, :totals)
on conflict (send_id) do update
   set version = s.version + 1, totals = excluded.totals
 where s.totals <> excluded.totals
returning version;

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
