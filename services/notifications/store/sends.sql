-- name: ensure_send!
insert into sends (id, event_id, kind) values (:id, :event_id, :kind)
on conflict (id) do nothing;

-- name: hold_send!
-- Let a send wait for somebody else than who asked for this part of it; once for each part.
update sends
   set state = case when state = 'running' then 'held' else state end, unreleased = true,
       weighed = weighed || :part::uuid, asked_by = :asked_by,
       also_asked = case when unreleased and asked_by is not null then also_asked || asked_by
                         else '{}' end
 where id = :id and not weighed @> array[:part::uuid];

-- name: begin_round!
insert into sends (id, event_id, kind, round, changed)
values (:id, :event_id, :kind, :round, :changed)
on conflict (id) do nothing;

-- name: begin_announcement!
insert into sends (id, event_id, kind, said) values (:id, :event_id, 'announcement', :said)
on conflict (id) do nothing;

-- name: stop_older_rounds
-- What a newer round of the same kind says replaces what was still to be said in an older one, also
-- where that waits for a second person.
update sends s set state = 'stopped'
 where s.event_id = :event_id and s.kind = :kind and s.state in ('running', 'held')
   and exists (select from sends n
                where n.event_id = :event_id and n.kind = :kind and n.round > s.round)
returning s.id, s.month, s.changed;

-- name: say_more_of!
-- What an older round did not get to say, the newest says too.
update sends s
   set changed = array(select distinct unnest(s.changed || :changed::text[]) order by 1)
 where s.event_id = :event_id and s.kind = :kind
   and s.round = (select max(n.round) from sends n
                   where n.event_id = :event_id and n.kind = :kind);

-- name: who_was_told
-- Which of these people may have read something about an event: on an own row, or on that of
-- whoever was told for them.
select p.id from unnest(:ids::uuid[]) as p (id)
 where (:kind::text is null
        and exists (select from rsvp_versions v
                     where v.event_id = :event_id and v.member_id = p.id))
    or exists (
        select from sends s
          join deliveries d on d.month = s.month and d.send_id = s.id and d.member_id = p.id
          left join deliveries t on t.month = d.month and t.id = d.covered_by
         where s.event_id = :event_id and s.kind = coalesce(:kind::text, s.kind)
           and (d.resent or case d.state when 'covered' then t.state else d.state end
                    in ('claimed', 'sent', 'delivered', 'uncertain')));

-- name: lock_send^
-- Read whether a send may go on, and keep that true until this transaction ends.
select s.*, coalesce(c.cancelled, false) as cancelled, coalesce(c.version, 0) as card_version
  from sends s left join cards c using (event_id)
 where s.id = :id
   for share of s;

-- name: add_batch!
-- `done` from the first on when its send is over: a resumption opens it.
insert into batches (id, send_id, channel, urgent, card_version, announced_at, due_at, done)
select :id, id, :channel, :urgent, :card_version, :announced_at, :announced_at, state = 'stopped'
  from sends where id = :send_id;

-- name: plan
-- A row for EVERY person of a page: one for each channel that he is told on, or one that says
-- why there is none. Whoever is in this send under another of their ids is not told once more.
-- People of one household with one number: the first is told for all. In a
-- send that is over, rows that would wait come in at its end (`verdict`) at once.
-- `offset 0` keeps the look for rows that are there already a look by key, person by person: as a
-- join, a table without statistics is read whole for each page.
with page as (
    select p.member_id, p.household_id, p.occasion, p.useful_until,
           coalesce(p.refused, case when e.person_id is not null then 'erased' end) as refused,
           c.member_id is not null as known, c.channels, c.phone, c.email,
           row_number() over (
               partition by coalesce(a.person_id, p.member_id), p.occasion
                   order by p.refused is null, a.alias_id is not null, p.member_id) > 1
           or exists (
               select from aliases g
                cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
                 join deliveries d
                   on d.month = :month and d.send_id = :send_id and d.member_id = twin.id
                  and d.occasion = p.occasion
                  and d.state in ('waiting', 'claimed', 'sent', 'delivered', 'uncertain',
                                  'covered')
                where g.person_id = coalesce(a.person_id, p.member_id) and twin.id <> p.member_id)
           as is_double
      from unnest(:member_ids::uuid[], :household_ids::uuid[], :refusals::text[],
                  :occasions::integer[], :useful_until::timestamptz[])
           as p (member_id, household_id, refused, occasion, useful_until)
      left join aliases a on a.alias_id = p.member_id and a.person_id is not null
      left join contacts c on c.member_id = coalesce(a.person_id, p.member_id)
      left join erased e on e.person_id = p.member_id
     where not exists (
           select from deliveries d
            where d.month = :month and d.send_id = :send_id and d.member_id = p.member_id
              and d.occasion = p.occasion
           offset 0)
), chosen as (
    select page.*, 'none' as channel, coalesce(refused, 'same_person') as reason
      from page where refused is not null or is_double
    union all
    select page.*, 'undecided', null
      from page where refused is null and not is_double and not known
    union all
    select page.*, 'none',
           case when phone is null and email is null then 'no_contact' else 'no_consent' end
      from page where refused is null and not is_double and known and cardinality(channels) = 0
    union all
    select page.*, channel, null
      from page, unnest(page.channels) as channel
     where refused is null and not is_double and known
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
       case when reason is null and teller <> id
             and coalesce(:verdict::text, 'stopped') = 'stopped' then teller end,
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
      from deliveries d
      left join aliases a on a.alias_id = d.member_id and a.person_id is not null
      join contacts c on c.member_id = coalesce(a.person_id, d.member_id)
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
-- One that is being given up at this moment is waited for: nobody would look at it again. Whether
-- one that waits is still of use is judged by its claim.
with ready as materialized (
    select month, id from deliveries
     where channel = 'undecided' and member_id = any(:member_ids)
       and (state = 'waiting'
            or (state = 'excluded' and reason = 'no_contact' and useful_until > :now))
     order by id
       for update
)
delete from deliveries d using ready r, sends s
 where d.month = r.month and d.id = r.id and s.id = d.send_id
returning d.send_id, s.kind, d.card_version, d.member_id, d.household_id, d.occasion,
          d.useful_until;

-- name: take_undecided
-- Take rows that wait for a contact which is here: the two came at the same moment.
with ready as materialized (
    select d.month, d.id
      from deliveries d
      left join aliases a on a.alias_id = d.member_id and a.person_id is not null
      join contacts c on c.member_id = coalesce(a.person_id, d.member_id)
     where d.channel = 'undecided' and d.state = 'waiting'
     limit :limit
       for update of d skip locked
)
delete from deliveries d using ready r, sends s
 where d.month = r.month and d.id = r.id and s.id = d.send_id
returning d.send_id, s.kind, d.card_version, d.member_id, d.household_id, d.occasion,
          d.useful_until;

-- name: give_up_undecided!
-- Whoever holds one of them is deciding about it; this waits for nobody, so others can for it.
with given_up as materialized (
    select d.month, d.id from deliveries d
     where d.channel = 'undecided' and d.state = 'waiting' and d.changed_at < :before
       and not exists (select from contacts c where c.member_id = d.member_id)
       for update of d skip locked
)
update deliveries d set state = 'excluded', reason = 'no_contact', changed_at = :now
  from given_up g
 where d.month = g.month and d.id = g.id;

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

-- name: follow_tellers!
-- Whoever was to be told by a message that came to nothing shares its end.
update deliveries v
   set state = t.state, reason = t.reason, changed_at = :now
  from deliveries t
 where t.month = :month and t.id = any(:ids) and t.state in ('failed', 'expired', 'stopped')
   and v.month = :month and v.covered_by = t.id and v.state = 'covered';

-- name: stop_send^
update sends set state = 'stopped', reopening = false
 where id = :id and state in ('running', 'held')
returning *;

-- name: find_send^
select * from sends where id = :id;

-- name: stop_sends_of_event
update sends set state = 'stopped'
 where event_id = :event_id and state in ('running', 'held') and kind <> 'cancellation'
returning id;

-- name: begin_cancellation!
insert into sends (id, event_id, kind, plan_after)
values (:id, :event_id, 'cancellation', '00000000-0000-0000-0000-000000000000')
on conflict (id) do nothing;

-- name: send_to_plan^
select s.*, c.version as card_version
  from sends s join cards c using (event_id)
 where s.plan_after is not null and s.kind = 'cancellation'
 order by s.created_at
 limit 1
   for update of s skip locked;

-- name: invited_holders
-- The next people with a code, household by household, and whether each was told of the event,
-- may have been, was told through another, or has answered. A row that is sent once more may have
-- been, whatever becomes of the second copy.
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
              and (d.resent or case d.state when 'covered' then t.state else d.state end
                       in ('claimed', 'sent', 'delivered', 'uncertain'))) as told
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

-- name: stop_rows_of_person!
-- What was to be said about an older answer is not said any more.
update deliveries d
   set state = 'stopped', reason = 'answer_changed', changed_at = :now
  from sends s
 where s.event_id = :event_id and s.kind in ('confirmation', 'place_offered')
   and d.month = s.month and d.send_id = s.id and d.member_id = :member_id
   and d.state = 'waiting' and d.occasion < :occasion;

-- name: sends_of_event
select * from sends where event_id = :event_id order by created_at;

-- name: count_planned^
-- So many more people of a wave have rows, and it is for so many, if that is known by now.
insert into planned_waves as w (wave_id, event_id, people, meant, last_at)
values (:wave_id, :event_id, :people, :meant, case when :people::integer > 0 then now() end)
on conflict (wave_id) do update
   set people = w.people + excluded.people, meant = coalesce(excluded.meant, w.meant),
       last_at = coalesce(excluded.last_at, w.last_at)
returning *;
