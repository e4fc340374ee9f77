-- name: wave_with_missing^
-- An open event's wave that is for longer than its patience without news, which grows each time it
-- asks; an announcement that is told from here page by page misses nothing. Minutes are told once
-- the event is over: what is announced is asked for some days, whenever that was. Another worker
-- takes another one.
select w.* from waves w join events e on e.id = w.event_id
 where w.state = 'going' and w.told_at is null and w.kind <> 'request'
   and (w.complete_at is not null or w.to_answer is null)
   and e.state = 'published'
   and (e.ends_at > :now
        or w.kind = 'announcement' and w.requested_at > :now - :asked_for::interval)
   and greatest(w.requested_at, w.heard_at, w.complete_at, w.missed_at)
       < :now - :patience::interval * power(2, least(w.missed, :doublings))
 order by w.requested_at
 limit 1
   for update of w skip locked;

-- name: roll_with_missing^
-- The same of an assembly's roll; an older one than the newest is not waited for.
select r.* from rolls r join events e on e.id = r.event_id
 where r.complete_at is null and e.state = 'published' and e.ends_at > :now
   and greatest(r.asked_at, r.heard_at, r.missed_at)
       < :now - :patience::interval * power(2, least(r.missed, :doublings))
   and not exists (select from rolls n where n.event_id = r.event_id and n.asked_at > r.asked_at)
 order by r.asked_at
 limit 1
   for update of r skip locked;

-- name: pages_of_wave
select page from wave_pages where wave_id = :wave_id order by page;

-- name: note_missing_wave!
update waves set missed = missed + 1, missed_at = :now where id = :id;

-- name: note_missing_roll!
update rolls set missed = missed + 1, missed_at = :now where id = :id;

-- name: note_news!
update waves set heard_at = :at, missed = 0 where id = :id;

-- name: wave_is_told!
update waves set told_at = :now where id = :id and told_at is null;
