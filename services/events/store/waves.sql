-- name: add_wave!
insert into waves (id, event_id, audience_id) values (:id, :event_id, :audience_id);

-- name: lock_wave^
select * from waves where id = :id for update;

-- name: hear_page^
-- Note a page of a wave; nothing comes back when it was heard before.
insert into wave_pages (wave_id, page) values (:wave_id, :page)
on conflict do nothing
returning page;

-- name: add_to_wave!
-- Complete when as many were heard as the last page said there are.
update waves
   set heard = heard + :people,
       invited = invited + :invited,
       not_invited = not_invited + :not_invited,
       total = coalesce(total, :total),
       complete_at = case when heard + :people = coalesce(total, :total) then now() end
 where id = :id;

-- name: keep_balance!
-- What came of a wave's wish.
update waves set balance = :balance where id = :id;

-- name: waves_of_events
select distinct on (event_id) event_id, audience_id, complete_at, balance
  from waves where event_id = any(:event_ids)
 order by event_id, requested_at desc;

-- name: keep_settled!
-- Absolute totals: an older version than ours changes nothing.
insert into deliveries_settled as d (send_id, event_id, version, totals)
values (:send_id, :event_id, :version, :totals)
on conflict (send_id) do update
   set version = excluded.version, totals = excluded.totals
 where d.version < excluded.version;
