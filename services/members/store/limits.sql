-- name: take_turn^
-- Whoever asks under the same key waits: a hundred at once are counted one after the other.
select pg_advisory_xact_lock(hashtextextended(encode(:key::bytea, 'hex'), 3));

-- name: count_asked
-- How often was asked under each limit, and when first within its time.
select l.position, count(a.at) as asked, min(a.at) as oldest
  from unnest(:keys::bytea[], :since::timestamptz[]) with ordinality as l (key, since, position)
  left join asked_for a on a.key = l.key and a.at > l.since
 group by l.position
 order by l.position;

-- name: add_asked!
insert into asked_for (key, at) select key, :now from unnest(:keys::bytea[]) as key;

-- name: forget_asked!
delete from asked_for where at < :before;
