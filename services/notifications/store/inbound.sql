-- What people write back by SMS.

-- name: hold_pieces!
-- Parts from one number are heard one after another, so that the last one sees the others.
select pg_advisory_xact_lock(hashtextextended(:address, 7));

-- name: pieces_of
select number, text, taken_at is not null as taken, at > :since as recent from inbound_pieces
 where provider = :provider and address = :address and reference = :reference and total = :total
 order by number;

-- name: drop_pieces!
delete from inbound_pieces
 where provider = :provider and address = :address and reference = :reference and total = :total;

-- name: put_piece!
insert into inbound_pieces (provider, address, reference, total, number, text, at)
values (:provider, :address, :reference, :total, :number, :text, :now);

-- name: take_pieces!
update inbound_pieces set taken_at = :now, at = :now
 where provider = :provider and address = :address and reference = :reference and total = :total;

-- name: stale_pieces
-- What stayed a part: it is shown as it is, rather than not at all.
with stale as (
    delete from inbound_pieces p
     where (p.provider, p.address, p.reference, p.total) in (
           select provider, address, reference, total from inbound_pieces
            group by 1, 2, 3, 4 having max(at) < :before
            limit 100)
    returning p.*
)
select provider, address, string_agg(text, ' … ' order by number) as text
  from stale where taken_at is null group by provider, address, reference, total;

-- name: hold_number!
-- Messages from one number are heard one after another, so that no two find they are the newest.
select pg_advisory_xact_lock(hashtextextended(:address, 6));

-- name: newest_says$
-- Whether the newest message from a number says the same, and is as new as that.
select coalesce((select text = :text and at > :since from inbound
                  where address = :address order by at desc, id desc limit 1), false);

-- name: add_inbound$
insert into inbound (id, provider, key, address, text, word, state, at)
values (:id, :provider, :key, :address, :text, :word, 'open', :now)
on conflict (provider, key) do nothing
returning id;

-- name: close_inbound!
update inbound set state = 'done', event_id = :event_id, done_at = :now, done_by = :by
 where id = :id and state = 'open';

-- name: invited_at
-- Whom the newest open invitation at a number is for: everybody told there, in one message or in
-- several, and their place. A person with several ids is one, as told last.
-- From the events that are to come to their sends to a person's row: never through the whole ledger.
with ids as materialized (
    select i.id from contacts t cross join lateral ids_of(t.member_id) as i (id)
     where t.phone = :address
), told as materialized (
    select d.event_id, d.month, d.id, d.member_id, d.told_at
      from cards c
      join sends s on s.event_id = c.event_id
     cross join lateral (
           select * from deliveries d
            where d.month = s.month and d.send_id = s.id
              and d.member_id = any (array(select id from ids))
              and d.channel = 'sms'
              and d.state in ('claimed', 'sent', 'delivered', 'uncertain')) d
     where not c.cancelled and (c.body ->> 'starts_at')::timestamptz > :now
       and s.kind in ('invitation', 'chase', 'place_offered', 'confirmation', 'change',
                      'reminder_day_before', 'reminder_morning_of', 'reminder_soon')
), newest as (
    select t.* from told t
     where t.event_id = (select event_id from told order by told_at desc nulls last limit 1)
), there as (
    select event_id, member_id, told_at from newest
    union all
    select n.event_id, o.member_id, n.told_at
      from newest n
      join deliveries o on o.month = n.month and o.covered_by = n.id and o.state = 'covered'
)
select distinct on (coalesce(a.person_id, t.member_id)) t.event_id, t.member_id, v.place, v.answer
  from there t
  left join aliases a on a.alias_id = t.member_id and a.person_id is not null
  left join rsvp_versions v on v.event_id = t.event_id and v.member_id = t.member_id
 order by coalesce(a.person_id, t.member_id), t.told_at desc nulls last;

-- name: helped_since$
-- Whether a number got its automatic answer lately: never more than one.
select exists (
    select from inbound i join replies r on r.inbound_id = i.id
     where i.address = :address and r.by is null and r.created_at > :since);

-- name: language_at$
select language from contacts where phone = :address order by member_id limit 1;

-- name: add_reply!
insert into replies (id, inbound_id, text, by, due_at, created_at, changed_at)
values (:id, :inbound_id, :text, :by, :now, :now, :now);

-- name: inbox
-- What people wrote, newest first; who may be at the number, and what was answered last. `also` is
-- one that is shown in any case, before the others.
select i.id, i.address, i.text, i.word, i.state, i.at, i.event_id, i.done_by,
       array(select c.member_id from contacts c where c.phone = i.address
              order by c.member_id limit 5) as member_ids,
       array(select c.first_name from contacts c where c.phone = i.address
              order by c.member_id limit 5) as names,
       r.text as reply, r.state as reply_state
  from inbound i
  left join lateral (select text, state from replies r where r.inbound_id = i.id
                      order by r.created_at desc limit 1) r on true
 where i.id = :also::uuid
    or (not :only_open or i.state = 'open')
       and (:before::timestamptz is null or i.at < :before
            or i.at = :before and i.id < :last::uuid)
 order by i.id is not distinct from :also::uuid desc, i.at desc, i.id desc
 limit :limit;

-- name: count_open$
select count(*) from inbound where state = 'open';

-- name: find_inbound^
select * from inbound where id = :id for update;

-- name: lost_replies!
-- A reply is said at most once: what a process had in hand that ended is uncertain.
update replies set state = 'uncertain', reason = 'sender_lost', changed_at = :now
 where state = 'claimed' and lease_until < :now;

-- name: claim_replies
with due as (
    select id from replies where state = 'waiting' and due_at <= :now
     order by due_at limit :limit for update skip locked
)
update replies r
   set state = 'claimed', attempts = attempts + 1, lease_until = :lease_until, changed_at = :now
  from due, inbound i
 where r.id = due.id and i.id = r.inbound_id
returning r.id, r.text, r.attempts, i.address;

-- name: record_reply$
update replies set state = :state, reason = :reason, provider_id = :provider_id,
                   due_at = coalesce(:due_at, due_at),
                   lease_until = null, changed_at = :now
 where id = :id and attempts = :attempts and state = 'claimed'
returning id;

-- name: forget_inbound!
-- What was written from these numbers.
delete from inbound where address = any(:phones);

-- name: forget_pieces!
delete from inbound_pieces where address = any(:phones);
