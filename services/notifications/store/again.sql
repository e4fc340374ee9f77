-- What is said once more: corrections of a send, and a send again to those it did not reach.

-- name: begin_correction^
-- A send of its own to whoever another reached; it finds its people page by page.
insert into sends (id, event_id, kind, said, state, unreleased, asked_by, corrects, plan_after)
select :id, s.event_id, 'correction', :said, :state, :state = 'held', :asked_by, s.id,
       '00000000-0000-0000-0000-000000000000'
  from sends s where s.id = :send_id
returning *;

-- name: begin_resend^
-- What a send says, once more; it finds its people page by page.
insert into sends (id, event_id, kind, round, changed, said, state, unreleased, asked_by, resends,
                   corrects, mended, plan_after)
select :id, s.event_id, s.kind, s.round, s.changed, s.said, :state, :state = 'held', :asked_by,
       coalesce(s.resends, s.id), s.corrects, :mended, '00000000-0000-0000-0000-000000000000'
  from sends s where s.id = :send_id
returning *;

-- name: replaced$
-- Whether a newer round of its kind says what a send says, its own text was corrected, or its event
-- is off.
select exists (select from sends s join sends n
                   on n.event_id = s.event_id and n.kind = s.kind and n.round > s.round
                where s.id = :id)
    or exists (select from sends s join sends k on k.corrects = s.id and k.resends is null
                where s.id = :id and s.said is not null)
    or exists (select from sends s join cards c using (event_id) where s.id = :id and c.cancelled);

-- name: send_to_say_again^
-- One that has people to be found yet; a correction not while messages of what it corrects are on
-- their way: they arrive, or not.
select s.*, c.version as card_version, about.id as about, about.month as about_month,
       (c.body ->> 'starts_at')::timestamptz as starts_at
  from sends s
  join cards c using (event_id)
  join sends about on about.id = case when s.kind = 'correction' and s.resends is null
                                      then s.corrects else s.resends end
 where s.plan_after is not null
   and (s.resends is not null
        or not exists (select from sends f
                         join deliveries d on d.month = f.month and d.send_id = f.id
                        where (f.id = about.id or f.resends = about.id)
                          and d.state = 'claimed'))
 order by s.created_at
 limit 1
   for update of s skip locked;

-- name: next_people$
-- Up to whom the next rows of a send go; nothing when there are no more.
select member_id
  from (select member_id from deliveries
         where month = :month and send_id = :send_id and member_id > :after
         order by member_id limit :limit) as looked
 order by member_id desc
 limit 1;

-- name: family
-- A send with those that are once more of it: they say the same, and are corrected together.
select s.* from sends s where s.id = :id or s.resends = :id order by s.created_at, s.id;

-- name: plan_correction
-- A row for every person and channel of a page on which a message of a send, or of one again of it,
-- arrived or may have; whoever was told through somebody else is so again. What was sent once more
-- may have arrived, whatever became of the second copy. In a send that is over, rows come in at its
-- end (`verdict`) at once.
with arrived as materialized (
    select d.month, d.id, d.member_id, d.household_id, d.channel
      from sends f
      join deliveries d on d.month = f.month and d.send_id = f.id
     where (f.id = :about or f.resends = :about)
       and d.member_id > :after and d.member_id <= :upto
       and d.channel in ('sms', 'email') and d.state <> 'covered'
       and (d.resent or d.state in ('sent', 'delivered', 'uncertain'))
), told as materialized (
    select gen_random_uuid() as id, member_id, channel, (array_agg(household_id))[1] as household_id
      from arrived group by member_id, channel
), through as (
    select distinct on (v.member_id, v.channel)
           v.member_id, v.household_id, v.channel, t.id as teller
      from arrived a
      join told t on t.member_id = a.member_id and t.channel = a.channel
      join deliveries v on v.month = a.month and v.covered_by = a.id and v.state = 'covered'
     where not exists (select from told o
                        where o.member_id = v.member_id and o.channel = v.channel)
     order by v.member_id, v.channel, t.member_id
), all_told as (
    select id, member_id, household_id, channel, null::uuid as teller from told
    union all
    select gen_random_uuid(), member_id, household_id, channel, teller from through
)
insert into deliveries (month, id, send_id, event_id, member_id, household_id, channel, state,
                        reason, covered_by, batch_id, useful_until, lead, card_version)
select :month, a.id, :send_id, :event_id, a.member_id, a.household_id, a.channel,
       case when :verdict::text is not null then :verdict::text
            when a.teller is not null then 'covered' else 'waiting' end,
       :why::text,
       case when coalesce(:verdict::text, 'stopped') = 'stopped' then a.teller end,
       case a.channel when 'sms' then :sms_batch::uuid else :email_batch::uuid end,
       :useful_until,
       a.channel = 'email' or not exists (
           select from sends f
             join deliveries o on o.month = f.month and o.send_id = f.id
            where (f.id = :about or f.resends = :about) and o.member_id = a.member_id
              and o.channel = 'email'
              and (o.resent or o.state in ('sent', 'delivered', 'uncertain'))),
       :card_version
  from all_told a
 order by a.member_id
on conflict (month, send_id, member_id, channel, occasion) do nothing
returning channel, state;

-- name: failed_people
-- Whom of a page a send did not reach for what has been mended, who can be told now, and was not
-- told by any other row of it or of a send again of it; `unsure` takes those of whom nobody knows.
with failing as materialized (
    select distinct on (d.member_id)
           d.member_id, d.household_id, d.occasion, d.useful_until
      from deliveries d
      left join deliveries t on d.state = 'covered' and t.month = d.month and t.id = d.covered_by
     where d.month = :about_month and d.send_id = :about
       and d.member_id > :after and d.member_id <= :upto
       and why_failed(coalesce(t.state, d.state), coalesce(t.reason, d.reason)) = any(:mended)
       and coalesce(:useful_until::timestamptz, d.useful_until) > :now
     order by d.member_id, d.channel
)
select f.*, c.channels, c.phone, c.email from failing f
  left join aliases a on a.alias_id = f.member_id and a.person_id is not null
  join contacts c on c.member_id = coalesce(a.person_id, f.member_id)
 where cardinality(c.channels) > 0
   and not told_otherwise(:about, f.member_id, 'unsure' = any(:mended))
 order by f.member_id;

-- name: count_failed
-- How many these are in a whole send, by what failed; so many rows are looked at, at most.
with failing as materialized (
    select d.member_id, d.useful_until, why_failed(d.state, d.reason) as why
      from deliveries d
     where d.month = :month and d.send_id = :send_id
       and d.state in ('failed', 'expired', 'excluded', 'uncertain')
       and why_failed(d.state, d.reason) <> ''
     limit :limit
)
select f.why, count(distinct f.member_id) as people, bool_or(f.more) as more
  from (select f.*, count(*) over () >= :limit as more from failing f) f
  left join aliases a on a.alias_id = f.member_id and a.person_id is not null
  join contacts c on c.member_id = coalesce(a.person_id, f.member_id)
 where cardinality(c.channels) > 0
   and coalesce(:useful_until::timestamptz, f.useful_until) > :now
   and not told_otherwise(:family, f.member_id, f.why = 'unsure')
 group by f.why;

-- name: where_a_correction_goes
-- Where the messages of a correction would go: a household at one number is told by one. Of many only
-- a part is looked at, `share` of 256: ids end at random.
with arrived as materialized (
    select d.month, d.id, d.member_id, d.channel
      from sends f
      join deliveries d on d.month = f.month and d.send_id = f.id
     where (f.id = :send_id or f.resends = :send_id)
       and get_byte(uuid_send(d.id), 15) < :share
       and d.channel in ('sms', 'email') and d.state <> 'covered'
       and (d.resent or d.state in ('sent', 'delivered', 'uncertain'))
), people as (
    select member_id as teller, channel, member_id from arrived
    union
    select a.member_id, v.channel, v.member_id
      from arrived a
      join deliveries v on v.month = a.month and v.covered_by = a.id and v.state = 'covered'
), written as (
    select p.channel,
           (array_agg(c.language order by p.member_id <> p.teller))[1] as language,
           (array_agg(left(c.phone, 8) order by p.member_id <> p.teller))[1] as beginning,
           count(*) as people, bool_or(is_wide(c.first_name)) as wide
      from people p
      left join aliases a on a.alias_id = p.member_id and a.person_id is not null
      join contacts c on c.member_id = coalesce(a.person_id, p.member_id)
     where case p.channel when 'sms' then c.sms_consent and c.phone is not null
                          else c.email_consent and c.email is not null end
     group by p.channel, p.teller
)
select channel, language, case channel when 'sms' then beginning else '' end as beginning,
       least(people, 9)::integer as names, wide, count(*)::integer as messages,
       sum(people)::integer as people
  from written group by 1, 2, 3, 4, 5;

-- name: where_a_send_again_goes
-- The same of a send again to whom it did not reach for what is `mended`; of many only the first are
-- looked at, who are so many `found` people.
with failing as materialized (
    select distinct d.member_id, d.household_id
      from (select * from deliveries
             where month = :month and send_id = :send_id
               and state in ('failed', 'expired', 'excluded', 'uncertain')
               and why_failed(state, reason) = any(:mended)
             limit :limit) as d
     where coalesce(:useful_until::timestamptz, d.useful_until) > :now
       and not told_otherwise(:send_id, d.member_id, 'unsure' = any(:mended))
), people as (
    select distinct channel, c.member_id, c.language, left(c.phone, 8) as beginning,
           is_wide(c.first_name) as wide,
           case when channel = 'sms' and f.household_id is not null
                then f.household_id::text || c.phone else c.member_id::text end as message
      from failing f
      left join aliases a on a.alias_id = f.member_id and a.person_id is not null
      join contacts c on c.member_id = coalesce(a.person_id, f.member_id)
     cross join unnest(c.channels) as channel
), written as (
    select channel, (array_agg(language order by member_id))[1] as language,
           min(beginning) as beginning, count(*) as people, bool_or(wide) as wide
      from people group by channel, message
)
select channel, language, case channel when 'sms' then beginning else '' end as beginning,
       least(people, 9)::integer as names, wide, count(*)::integer as messages,
       sum(people)::integer as people, (select count(*) from failing)::integer as found
  from written group by 1, 2, 3, 4, 5;

-- name: note_gap!
-- Write down what is on its way now of these sends: it may still arrive.
insert into gaps (month, delivery_id, send_id, at)
select d.month, d.id, d.send_id, :now from deliveries d
 where d.state = 'claimed' and d.send_id = any(:send_ids)
on conflict (month, delivery_id) do nothing;
