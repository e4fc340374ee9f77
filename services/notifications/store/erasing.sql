-- name: addresses_of
-- The addresses that are these people's alone.
select c.phone, c.email,
       exists (select from contacts o
                where o.phone = c.phone and o.member_id <> all(:ids)) as phone_shared,
       exists (select from contacts o
                where o.email = c.email and o.member_id <> all(:ids)) as email_shared
  from contacts c
 where c.member_id = any(:ids);

-- name: forget_contacts!
delete from contacts where member_id = any(:ids);

-- name: forget_codes!
delete from codes where member_id = any(:ids);

-- name: close_rows
-- Nothing more is said to them: what waits, or was to be told through somebody who waits. What a
-- sender has in hand at this moment is written down as it ends, and never taken up again: there is
-- no contact any more.
with theirs as materialized (
    select d.month, d.id
      from deliveries d
     where d.member_id = any(:ids)
       and (d.state = 'waiting'
            or (d.state = 'covered'
                and exists (select from deliveries t
                             where t.month = d.month and t.id = d.covered_by
                               and t.state = 'waiting')))
     order by d.id
       for update of d
)
update deliveries d
   set state = 'excluded', reason = 'erased', covered_by = null, changed_at = :now
  from theirs
 where d.month = theirs.month and d.id = theirs.id
returning d.month, d.id, d.channel;

-- name: pass_on!
-- Whoever was to be told with one of them is told himself, the first for the rest, in the batch
-- that was to tell them: it has rows waiting, so somebody comes to it.
with next as (
    select v.month, v.id, t.batch_id,
           first_value(v.id) over (partition by v.covered_by order by v.member_id) as teller
      from deliveries t
      join deliveries v on v.month = t.month and v.covered_by = t.id and v.state = 'covered'
     where t.id = any(:ids) and t.month = any(:months)
)
update deliveries d
   set state = case when n.teller = d.id then 'waiting' else 'covered' end,
       covered_by = case when n.teller = d.id then null else n.teller end,
       batch_id = n.batch_id, changed_at = :now
  from next n
 where d.month = n.month and d.id = n.id;
