-- name: send_that_failed$
-- A send of which something surely did not arrive that nobody has looked after yet.
select send_id from deliveries
 where not looked_after
   and (state = 'failed' or (state = 'excluded' and reason in ('bounced', 'destination')))
 order by changed_at
 limit 1
   for update skip locked;

-- name: tell_otherwise
-- Look after what failed of a send: each person who can be told on the other channel gets a row
-- there. Not who has been told on it already, under whatever id, nor who has answered anew since.
-- What came back for who we are, and not for whom it went to, would come back from everybody: no
-- SMS is paid for that. Consent, silence and hours are looked at again by the claim.
with failed as materialized (
    select month, id from deliveries
     where month = :month and send_id = :send_id and not looked_after
       and (state = 'failed' or (state = 'excluded' and reason in ('bounced', 'destination')))
     order by changed_at
     limit :limit
       for update skip locked
), looked as (
    update deliveries d set looked_after = true
      from failed f
     where d.month = f.month and d.id = f.id
    returning d.*
), others as (
    select l.month, l.send_id, l.event_id, l.member_id, l.household_id, l.occasion, l.useful_until,
           l.card_version, case l.channel when 'sms' then 'email' else 'sms' end as channel,
           coalesce(a.person_id, l.member_id) as person_id
      from looked l
      left join aliases a on a.alias_id = l.member_id and a.person_id is not null
     where l.channel in ('sms', 'email')
       and not (l.reason ~ '^bounce-[45]\.7\.' and l.reason !~ '\.(13|17)$')
       and l.reason <> 'unsafe-header'
)
insert into deliveries (month, send_id, event_id, member_id, household_id, channel, occasion,
                        state, batch_id, useful_until, lead, card_version, due_at)
select o.month, o.send_id, o.event_id, o.member_id, o.household_id, o.channel, o.occasion,
       'waiting', case o.channel when 'sms' then :sms_batch::uuid else :email_batch::uuid end,
       o.useful_until, false, o.card_version, :now
  from others o
  join contacts c on c.member_id = o.person_id
 where :goes_on and o.useful_until > :now
   and case o.channel when 'sms' then c.sms_consent and c.phone is not null
                      else c.email_consent and c.email is not null end
   and not exists (
       select from deliveries d
        where d.month = o.month and d.send_id = o.send_id and d.channel = o.channel
          and d.occasion = o.occasion and d.member_id = any (array(select ids_of(o.person_id))))
   and not exists (
       select from rsvp_versions v
        where v.event_id = o.event_id and v.member_id = o.member_id
          and o.occasion > 0 and v.version > o.occasion)
 order by o.member_id
on conflict (month, send_id, member_id, channel, occasion) do nothing
returning channel, household_id, card_version;
