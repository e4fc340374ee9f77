-- name: keep_quote!
-- What was said last before it went is what was expected: a publishing for later may be meant anew.
-- For an event beyond somebody's limits nothing is kept.
insert into quotes (about, event_id, kind, send_id, quoted_at, sms, mails, parts, cost, priced,
                    ends_at)
select :about, :event_id, :kind, :send_id, :now, :sms, :mails, :parts, :cost, :priced, :ends_at
 where (select within_events()) is null
    or :event_id = any ((select within_events())::uuid[])
on conflict (about) do update
   set (quoted_at, sms, mails, parts, cost, priced, ends_at)
     = (excluded.quoted_at, excluded.sms, excluded.mails, excluded.parts, excluded.cost,
        excluded.priced, excluded.ends_at);

-- name: quoted_wave_is_sent!
-- A later wave has its send only when it goes.
update quotes set send_id = :send_id
 where about = :wave_id and event_id = :event_id and send_id is null;

-- name: quotes_of_event
select kind, quoted_at, sms, mails, parts, cost, priced, ends_at, send_id
  from quotes where event_id = :event_id order by quoted_at, about;
