-- name: add_series!
insert into series (id, rule, starts_at, zone, form, audience_id, publish_days, regions,
                    created_by, looked_at)
values (:id, :rule, :starts_at, :zone, :form, :audience_id, :publish_days, :regions,
        :created_by, :now);

-- name: lock_series^
-- Changes of a series and the making of its events take turns here.
select * from series where id = :id for update;

-- name: find_series^
select * from series where id = :id;

-- name: series_to_extend^
-- One series that was not looked at for a time; another worker takes another one.
select * from series where not ended and looked_at < :before
 order by looked_at limit 1
   for update skip locked;

-- name: keep_series!
update series
   set rule = :rule, starts_at = :starts_at, zone = :zone, form = :form, ended = :ended
 where id = :id;

-- name: looked_at_series!
update series set looked_at = :now, ended = :ended where id = :id;

-- name: put_into_series!
update events set series_id = :series_id, occurrence = :occurrence where id = :event_id;

-- name: leave_series!
update events set series_id = null, occurrence = null, apart = false where id = :event_id;

-- name: set_apart!
update events set apart = true where id = :event_id;

-- name: last_occurrence$
select max(occurrence) from events where series_id = :series_id;

-- name: lock_events_of_series
-- What is to come of a series, from one occurrence on, always locked in the same order.
select * from events
 where series_id = :series_id and occurrence >= :from_occurrence
   and state <> 'cancelled' and starts_at > :now
 order by id
   for update;

-- name: lock_rest_of_series
-- An event and all after it, also what was cancelled, always locked in the same order.
select * from events
 where series_id = :series_id and occurrence >= :from_occurrence
 order by id
   for update;

-- name: let_places_change!
-- While several move, one may come to where another still is.
set constraints once_in_a_series deferred;

-- name: next_of_series
select id, starts_at, ends_at, state, apart from events
 where series_id = :series_id and ends_at > :now
 order by starts_at limit :limit;

-- name: shift_occurrences!
-- The places that the rule gives: those of the past, cancelled and apart keep theirs in step.
update events
   set occurrence = (occurrence::date + :days::integer) + :at::time
 where series_id = :series_id and occurrence >= :from_occurrence;
