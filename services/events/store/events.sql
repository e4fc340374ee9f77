-- name: add_event!
-- A draft.
insert into events (id, type, starts_at, ends_at, zone, capacity, languages, texts, map_link,
                    online_link, contact_name, contact_phone, contact_email, answer_until,
                    guests_most, partners, created_by)
values (:id, :type, :starts_at, :ends_at, :zone, :capacity, :languages, :texts, :map_link,
        :online_link, :contact_name, :contact_phone, :contact_email, :answer_until,
        :guests_most, :partners, :created_by);

-- name: find_event^
select * from events where id = :id;

-- name: events_by_id
select * from events where id = any (:ids) order by starts_at desc, id;

-- name: lock_event^
-- Answers, changes and offers of one event take turns here: so the seats always add up.
select * from events where id = :id for update;

-- name: change_event^
-- `matters` when people have to hear of it: until now they know an older version.
update events
   set type = :type, starts_at = :starts_at, ends_at = :ends_at, zone = :zone,
       capacity = :capacity, languages = :languages, texts = :texts, map_link = :map_link,
       online_link = :online_link, contact_name = :contact_name, contact_phone = :contact_phone,
       contact_email = :contact_email, answer_until = :answer_until, guests_most = :guests_most,
       partners = :partners,
       version = version + case when state = 'draft' then 0 else 1 end,
       told_version = case when :matters then version + 1 else told_version end
 where id = :id
returning *;

-- name: finished_of
-- An open event is finished by itself when its end has passed: nothing has to happen then.
select id from events where id = any (:ids) and state = 'published' and ends_at <= now();

-- name: mark_published^
update events set state = 'published', published_at = :now where id = :id returning *;

-- name: mark_cancelled^
update events set state = 'cancelled', cancelled_at = :now, version = version + 1
 where id = :id
returning *;

-- name: page_of_events_to_come
-- Those that are not over, the next one first; after the given start and id.
select * from events
 where ends_at > :now
   and (:after_start::timestamptz is null
        or (starts_at, id) > (:after_start::timestamptz, :after_id::uuid))
 order by starts_at, id
 limit :limit;

-- name: page_of_events_over
-- Those that are over, the latest first; after the given start and id.
select * from events
 where ends_at <= :now
   and (:after_start::timestamptz is null
        or (starts_at, id) < (:after_start::timestamptz, :after_id::uuid))
 order by starts_at desc, id desc
 limit :limit;

-- name: nearest_events
-- Those under way, then those that begin soonest or were over last.
select * from events
 order by greatest(starts_at - :now, :now - ends_at, interval '0'), starts_at, id
 limit :limit;

-- name: counts_of_events
select e.id,
       coalesce(i.invited, 0) as invited, coalesce(i.not_invited, 0) as not_invited,
       coalesce(r.yes, 0) as yes, coalesce(r.no, 0) as no, coalesce(r.maybe, 0) as maybe,
       coalesce(r.confirmed, 0) as confirmed, coalesce(r.waiting, 0) as waiting,
       coalesce(r.offered, 0) as offered
  from unnest(:event_ids::uuid[]) as e (id)
  left join (select event_id, sum(invited) as invited, sum(not_invited) as not_invited
               from waves where event_id = any(:event_ids) and kind <> 'announcement'
              group by 1) i
         on i.event_id = e.id
  left join tallies r on r.event_id = e.id;
