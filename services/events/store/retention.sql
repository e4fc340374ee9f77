-- What is over, by purpose: each query takes out at most so many rows from before a moment.

-- name: codes!
-- Links of events that ended, and of which nothing was announced since: they open nothing by then.
delete from codes where hash in (
    select c.hash from events e join codes c on c.event_id = e.id
     where e.ends_at < :before
       and not exists (select from waves w where w.event_id = e.id and w.kind = 'announcement'
                          and w.requested_at > :before)
     limit :limit);

-- name: answers!
-- Who was invited to an event, what they said and who came; how many they were stays counted. What
-- the quorum of an assembly was is written down with the first of them, while all are there.
with counted as (
    update assemblies a set standing = n.standing
      from (select b.event_id, to_jsonb(s) as standing
              from events e
              join assemblies b on b.event_id = e.id
             cross join lateral standing_of(
                   b.event_id, (b.statutes ->> 'most_proxies')::integer) s
             where e.ends_at < :before and b.roll_id is not null and b.standing is null) n
     where a.event_id = n.event_id
), over as (
    select i.event_id, i.member_id
      from events e join invitations i on i.event_id = e.id
     where e.ends_at < :before
     limit :limit
), seen as (
    delete from scans where id in (
        select s.id from events e join scans s on s.event_id = e.id
         where e.ends_at < :before
         limit :limit)
), came as (
    delete from check_ins where (event_id, member_id) in (
        select c.event_id, c.member_id from events e join check_ins c on c.event_id = e.id
         where e.ends_at < :before
         limit :limit)
), places_asked_for as (
    delete from place_requests where (event_id, member_id) in (
        select p.event_id, p.member_id from events e join place_requests p on p.event_id = e.id
         where e.ends_at < :before
         limit :limit)
), in_mandate as (
    delete from roll_members where (roll_id, member_id) in (
        select m.roll_id, m.member_id from events e join roll_members m on m.event_id = e.id
         where e.ends_at < :before
         limit :limit)
), voted_for_others as (
    delete from proxies where (event_id, member_id) in (
        select p.event_id, p.member_id from events e join proxies p on p.event_id = e.id
         where e.ends_at < :before
         limit :limit)
), answered as (
    delete from rsvps r using over o where r.event_id = o.event_id and r.member_id = o.member_id
), replied as (
    delete from question_answers q
     using over o where q.event_id = o.event_id and q.member_id = o.member_id
), said as (
    delete from feedback f
     using over o where f.event_id = o.event_id and f.member_id = o.member_id
)
delete from invitations i using over o
 where i.event_id = o.event_id and i.member_id = o.member_id;
