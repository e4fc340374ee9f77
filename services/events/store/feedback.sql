-- name: put_feedback!
-- The last word counts.
insert into feedback (event_id, member_id, came, rating, again, words, given_at)
values (:event_id, :member_id, :came, :rating, :again, :words, :now)
on conflict (event_id, member_id) do update
   set came = excluded.came, rating = excluded.rating, again = excluded.again,
       words = excluded.words, given_at = excluded.given_at;

-- name: who_came
select member_id from check_ins
 where event_id = :event_id and member_id = any(:ids) and scan_id is not null;

-- name: who_gave_feedback
select member_id from feedback where event_id = :event_id and member_id = any(:ids);
