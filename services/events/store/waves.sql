-- name: add_wave!
insert into waves (id, event_id, audience_id) values (:id, :event_id, :audience_id);

-- name: lock_wave^
select * from waves where id = :id for update;

-- name: hear_page^
-- Note a page of a wave; nothing comes back when it was heard before.
insert into wave_pages (wave_id, page) values (:wave_id, :page)
on conflict do nothing
returning page;

-- name: add_to_wave$
-- Complete when as many were heard as the last page said there are; gives whether it is.
update waves
   set heard = heard + :people,
       invited = invited + :invited,
       not_invited = not_invited + :not_invited,
       total = coalesce(total, :total),
       meant = greatest(meant, :meant),
       heard_at = :now, missed = 0,
       complete_at = case when heard + :people = coalesce(total, :total) then :now::timestamptz end
 where id = :id
returning complete_at is not null;

-- name: keep_balance!
-- What came of a wave's wish.
update waves set balance = :balance where id = :id;

-- name: waves_of_events
-- The newest wave of each event, and whether any of its waves is under way or misses something:
-- nobody is invited any more to what is over.
select distinct on (w.event_id) w.event_id, w.audience_id, w.balance,
       bool_or(w.told_at is null and e.ends_at > now()) over event as under_way,
       bool_or(w.told_at is null and e.ends_at > now() and w.missed > 0) over event as missing
  from waves w join events e on e.id = w.event_id
 where w.event_id = any(:event_ids) and w.kind = 'invitation' and w.state = 'going'
window event as (partition by w.event_id)
 order by w.event_id, w.requested_at desc;

-- name: keep_settled!
-- Absolute totals: an older version than ours changes nothing.
insert into deliveries_settled as d (send_id, event_id, version, totals)
values (:send_id, :event_id, :version, :totals)
on conflict (send_id) do update
   set version = excluded.version, totals = excluded.totals
 where d.version < excluded.version;

-- name: plan_wave!
insert into waves (id, event_id, audience_id, label, state, requested_at, due_at, if_fewer, within,
                   wish, asked_by)
values (:id, :event_id, :audience_id, :label, 'planned', null, :due_at, :if_fewer, :within,
        :wish, :asked_by);

-- name: drop_wave$
-- Nothing comes back when it has gone, or never was.
delete from waves where id = :id and event_id = :event_id and state = 'planned' returning id;

-- name: waves_of
-- Of one that went, whether it is done: nobody is invited any more to what is over.
select w.*, w.told_at is not null or e.ends_at <= now() as done
  from waves w join events e on e.id = w.event_id
 where w.event_id = :event_id and w.kind = 'invitation'
 order by coalesce(w.requested_at, w.due_at), w.id;

-- name: event_with_due_wave^
-- One open event with a wave whose time has come; another worker takes another event.
select * from events
 where id in (select w.event_id from waves w join events e on e.id = w.event_id
               where w.state = 'planned' and w.due_at <= :now and e.state = 'published'
               order by w.due_at limit 50)
 limit 1
   for update skip locked;

-- name: next_due_wave^
select * from waves
 where event_id = :event_id and state = 'planned' and due_at <= :now
 order by due_at, id
 limit 1;

-- name: decide_wave!
-- It goes or not; those that go are numbered, and each has a send of its own.
update waves w
   set state = :state, yes_then = :yes,
       requested_at = case when :state = 'going' then :now::timestamptz end,
       number = case when w.kind = 'invitation' and :state = 'going' then
           1 + (select count(*) from waves o
                 where o.event_id = w.event_id and o.kind = 'invitation' and o.state = 'going')
           else w.number end
 where w.id = :id;

-- name: answers_by_wave
-- What the people of each wave said.
select i.wave_id, count(*) filter (where r.answer = 'yes') as yes,
       count(*) filter (where r.answer = 'no') as no,
       count(*) filter (where r.answer = 'maybe') as maybe,
       count(*) filter (where r.place = 'confirmed') as confirmed
  from rsvps r join invitations i on i.event_id = r.event_id and i.member_id = r.member_id
 where r.event_id = :event_id
 group by 1;
