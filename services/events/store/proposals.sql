-- name: one_at_a_time!
-- Proposals are counted and kept one after the other: of many at once none slips through.
select pg_advisory_xact_lock(hashtextextended('proposals', 0));

-- name: proposals_from^
select count(*) filter (where origin = :origin) as origin,
       count(*) filter (where network = :network) as network,
       count(*) as everybody
  from proposals where proposed_at > :since and origin is not null;

-- name: add_proposal!
insert into proposals (id, link_hash, language, title, idea, place, wish, proposed_at, origin,
                       network)
values (:id, :link_hash, :language, :title, :idea, :place, :wish, :now, :origin, :network);

-- name: find_proposal^
select * from proposals where id = :id;

-- name: lock_proposal^
select * from proposals where id = :id for update;

-- name: proposal_behind^
select * from proposals where link_hash = :link_hash;

-- name: page_of_proposals
-- The newest first; after the given time and id.
select * from proposals
 where :after_time::timestamptz is null
    or (proposed_at, id) < (:after_time::timestamptz, :after_id::uuid)
 order by proposed_at desc, id desc
 limit :limit;

-- name: decide_proposal!
update proposals
   set state = :state, answer = :answer, event_id = :event_id, decided_by = :by, decided_at = :now
 where id = :id;

-- name: forget_places!
-- From where something came is needed for a day.
update proposals set origin = null, network = null
 where origin is not null and proposed_at < :before;

-- name: forget_proposals!
delete from proposals
 where decided_at < :answered_before or (state = 'new' and proposed_at < :proposed_before);
