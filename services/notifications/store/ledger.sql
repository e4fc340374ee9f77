-- name: unannounce_batch!
-- The card that this batch needs is not here: it is announced when the card comes.
update batches set announced_at = null where id = :id;

-- name: find_batch^
select b.*, s.event_id, s.kind, s.month, s.changed, s.said, s.state as send_state
  from batches b join sends s on s.id = b.send_id
 where b.id = :id;

-- name: take_batch!
update batches set taken_at = coalesce(taken_at, :now), touched_at = :now, held = null where id = :id;

-- name: touch_batch!
update batches set touched_at = :now where id = :id;

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
-- Until that one is taken the batch is nobody's, however long the queue before it is.
update batches set due_at = :due_at, taken_at = null
 where id = :id and (due_at is null or due_at <= :now or due_at > :due_at)
returning id;

-- name: claim
-- Take a window of rows that are due, and judge each at the last moment. Who wants peace now waits
-- until it ends, unless the message would be of no use by then; who was told as often as the
-- association allows waits until that is so no more, or is not told.
with due as (
    select d.month, d.id from deliveries d
     where d.month = :month and d.batch_id = :batch_id and d.state = 'waiting'
       and d.due_at <= :now
     order by d.due_at, d.id
     limit :window
       for update skip locked
), judged as (
    select d.month, d.id, c.member_id, c.first_name, c.language, c.phone, c.email, k.code, v.place,
           -- The person's other addresses: silence at one of them holds for all.
           array(select case d.channel when 'sms' then o.phone else o.email end
                   from aliases g
                  cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
                   join contacts o on o.member_id = twin.id
                  where g.person_id = coalesce(a.person_id, d.member_id)) as addresses,
           case
               when coalesce(:useful_until::timestamptz, d.useful_until) <= :now then 'expired'
               -- Somebody who has several ids is told under one of them: that which was told
               -- first, else the person's own, else the first.
               when exists (
                   select from aliases g
                    cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
                     join deliveries o
                       on o.month = d.month and o.send_id = d.send_id and o.member_id = twin.id
                      and o.occasion = d.occasion and o.channel <> 'undecided'
                    where g.person_id = coalesce(a.person_id, d.member_id)
                      and twin.id <> d.member_id
                      and (o.state in ('claimed', 'sent', 'delivered', 'uncertain')
                           or (o.state = 'covered' and o.covered_by <> d.id)
                           or (o.state = 'waiting'
                               and (twin.id <> g.person_id, twin.id)
                                   < (d.member_id <> g.person_id, d.member_id))))
                   then 'same_person'
               when c.member_id is null then
                   case when exists (select from erased e where e.person_id = d.member_id)
                        then 'erased' else 'no_contact' end
               -- What the person has answered since is heeded: whoever says no hears no more.
               when case :heed::text when 'place' then v.place <> 'confirmed'
                                     when 'no' then v.answer = 'no'
                                     when 'silence' then v.answer is not null end
                   then 'answered'
               when d.channel = 'sms' and (not c.sms_consent or c.phone is null)
                   then 'no_consent'
               when d.channel = 'email' and (not c.email_consent or c.email is null)
                   then 'no_consent'
               when k.code is null then 'no_code'
               when l.until >= coalesce(:useful_until::timestamptz, d.useful_until)
                   then 'too_often'
               when l.until is not null then 'often'
               when p.until < coalesce(:useful_until::timestamptz, d.useful_until) then 'quiet'
           end as no, greatest(l.until, p.until) as until
      from due
      join deliveries d on d.month = due.month and d.id = due.id
      left join aliases a on a.alias_id = d.member_id and a.person_id is not null
      left join contacts c on c.member_id = coalesce(a.person_id, d.member_id)
      left join codes k on k.event_id = d.event_id and k.member_id = d.member_id
      left join rsvp_versions v on v.event_id = d.event_id and v.member_id = d.member_id
     cross join lateral (select peace_until(c.quiet_from, c.quiet_until, :now) as until) p
     cross join lateral (
         select case when :most::integer is not null then
                    limit_until(coalesce(a.person_id, d.member_id), d.send_id, :most, :days, :now)
                end as until
         offset 0) l  -- looked up once a row, however often it is spoken of
)
update deliveries d
   set state = case when j.no is null then 'claimed'
                    when j.no in ('quiet', 'often') then 'waiting'
                    when j.no in ('expired', 'too_often') then 'expired' else 'excluded' end,
       reason = j.no,
       due_at = case when j.no in ('quiet', 'often') then j.until else d.due_at end,
       told_at = case when j.no is null then :now else d.told_at end,
       lease_until = case when j.no is null then :lease_until::timestamptz end,
       attempts = d.attempts + case when j.no is null then 1 else 0 end,
       changed_at = :now
  from judged j
 where d.month = j.month and d.id = j.id
returning d.id, d.member_id, d.state, d.attempts, d.useful_until, j.first_name, j.language,
          case d.channel when 'sms' then j.phone else j.email end as address, j.addresses, j.code,
          j.place;

-- name: hold_limits!
-- One after another counts how often somebody was told, so that no two count the same.
select pg_advisory_xact_lock(hashtextextended('limits', 5));

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
-- Whoever is not reached at his teller's number any more, or not by SMS, is judged by himself, and
-- those who share another number now by the first of them; the next claim of the batch does it.
with strays as (
    select v.month, v.id,
           first_value(v.id) over (partition by v.covered_by, c.phone order by v.member_id)
               as teller
      from deliveries d
      left join aliases ta on ta.alias_id = d.member_id and ta.person_id is not null
      join contacts t on t.member_id = coalesce(ta.person_id, d.member_id)
      join deliveries v on v.month = d.month and v.covered_by = d.id and v.state = 'covered'
      left join aliases a on a.alias_id = v.member_id and a.person_id is not null
      left join contacts c on c.member_id = coalesce(a.person_id, v.member_id)
     where d.month = :month and d.id = any(:ids)
       and not (coalesce(c.sms_consent, false) and coalesce(c.phone = t.phone, false))
)
update deliveries d
   set state = case when s.teller = d.id then 'waiting' else 'covered' end,
       covered_by = case when s.teller = d.id then null else s.teller end,
       batch_id = :batch_id, changed_at = :now
  from strays s
 where d.month = s.month and d.id = s.id;

-- name: names_covered
-- Whom else each of these messages is for; nobody twice, whatever ids they have.
with others as (
    select distinct v.covered_by as id, c.member_id, c.first_name
      from deliveries v
      left join aliases a on a.alias_id = v.member_id and a.person_id is not null
      join contacts c on c.member_id = coalesce(a.person_id, v.member_id)
      join deliveries d on d.month = v.month and d.id = v.covered_by
     where v.month = :month and v.covered_by = any(:ids) and v.state = 'covered'
       and c.member_id not in (select ids_of(d.member_id))
)
select id, array_agg(first_name order by member_id) as names from others group by 1;

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

-- name: record!
-- What became of a window. Only rows that nobody has claimed since (`attempts`): a lost lease
-- stays lost, but what is known for sure replaces what was only assumed. What is put off past its
-- use is due when that is over, unless it is already: the event may begin later than the row says.
update deliveries d
   set state = case when r.state = 'waiting' and :stopped then 'stopped' else r.state end,
       reason = r.reason, provider_id = r.provider_id,
       due_at = coalesce(case when d.useful_until > :now then least(r.due_at, d.useful_until)
                              else r.due_at end, d.due_at),
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

-- name: touch_batches
-- Rows of these batches wait again, without a sender's doing.
update batches b set touched_at = :now, due_at = :now, taken_at = null, done = false
 where b.id = any(:ids)
returning b.id, b.channel, b.urgent;

-- name: lost_leases
-- Claims whose sender has gone: it cannot be known whether the last byte left.
update deliveries d
   set state = 'uncertain', reason = 'sender_lost', lease_until = null, changed_at = :now
 where (d.month, d.id) in (
       select month, id from deliveries
        where state = 'claimed' and lease_until < :lost_before
        order by lease_until
        limit :limit for update skip locked)
returning d.month, d.id;

-- name: resend_uncertain
-- E-mail only, once: the second copy has the same Message-ID. What is of no use any more stays as
-- it is: it may have been sent. That is seen as in a claim, where the event's start counts as it
-- is now.
with again as materialized (
    select d.month, d.id
      from deliveries d
      join sends s on s.id = d.send_id
      join cards c on c.event_id = d.event_id
     where d.state = 'uncertain' and d.channel = 'email' and not d.resent
       and d.changed_at < :before and s.state = 'running'
       and case when s.kind in ('invitation', 'confirmation')
                then (c.body ->> 'starts_at')::timestamptz else d.useful_until end > :now
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
       and b.held is distinct from 'budget'
       and (b.due_at is null or b.due_at < :quiet_since) and s.state = 'running'
       and exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                      and d.state = 'waiting' and d.due_at <= :now)
       and not exists (select from deliveries d where d.month = s.month and d.batch_id = b.id
                          and d.state = 'claimed')
     order by b.touched_at
     limit :limit
       for update of b skip locked
)
update batches b set touched_at = :now, due_at = :now, taken_at = null
  from left_behind l
 where b.id = l.id
returning b.id, b.channel, b.urgent;
