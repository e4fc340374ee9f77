-- name: ask!
-- Note the wish; one that was asked for before and not meant for certain begins anew.
insert into erasures as e (member_id, own, asked_at, asked_by)
values (:member_id, :own, :now, :by)
on conflict (member_id) do update
   set own = excluded.own, asked_at = excluded.asked_at, asked_by = excluded.asked_by
 where e.announced_at is null;

-- name: find_erasure^
-- The latest one by any of a person's ids.
select * from erasures where member_id = any(:ids) order by asked_at desc, member_id limit 1;

-- name: begin!
update erasures set announced_at = :now, told_at = :now
 where member_id = any(:ids) and announced_at is null;

-- name: clear_import_rows!
-- What sheets said of them: rows that became theirs, and rows put back in any cell of which their
-- number or address stands, as it was typed: among other numbers, in other digits, beside words.
-- The bare id stays, so that sums are true.
with theirs as (
    select array_agg(right(mobile, 9)) filter (where mobile is not null)
           || array_agg(right(landline, 9)) filter (where landline is not null)
           || (select array_agg(right(number, 9)) from alternates where person_id = any(:ids))
               as phones,
           array_agg(email) filter (where email is not null) as emails
      from people where id = any(:ids)
),
sought as (
    select phones, emails, nullif(array_to_string(phones, '|'), '') as any_phone from theirs
),
set_aside as (
    select r.import_id, r.row
      from sought cross join import_rows r
     where r.member_id is null and r.verdict = 'quarantined'
       and exists (
           select from (select r.phone union all select r.email
                         union all select jsonb_array_elements_text(r.cells)) said (cell)
            where regexp_replace(
                      translate(cell, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789'),
                      '[^0-9]', '', 'g') ~ any_phone
               or regexp_split_to_array(lower(cell), '[[:space:];,:|/<>()"]+') && emails)
)
update import_rows r set name = '', phone = null, email = null, cells = null, changes = null
  from theirs
 where r.verdict is not null
   and (r.member_id = any(:ids)
        or (r.member_id is null
            and (right(regexp_replace(r.phone, '\D', '', 'g'), 9) = any(theirs.phones)
                 or lower(r.email) = any(theirs.emails)))
        or (r.import_id, r.row) in (select import_id, row from set_aside));

-- name: leave_out_of_waves!
-- A wave whose people are written down keeps its total: they are counted and not invited.
update resolving_people set refused = 'erased' where person_id = any(:ids);

-- name: forget_participation!
delete from participation where person_id = any(:ids);

-- name: forget_addresses!
-- Links that were asked for and sign-ups that nobody has confirmed, at an address nobody else has.
with theirs as (
    select mobile as address from people where id = any(:ids)
     union select email from people where id = any(:ids)
     union select number from alternates where person_id = any(:ids)
),
lone as (
    select address from theirs t
     where not exists (
           select from people p
            where p.id <> all(:ids) and (p.mobile = t.address or p.email = t.address))
),
wishes as (
    delete from own_link_wishes where address in (select address from lone)
)
delete from sign_ups s
 where s.person_id is null
   and exists (select from sign_up_addresses a
                where a.sign_up_id = s.id and a.address in (select address from lone));

-- name: forget_empty_households!
-- A number that nobody else has is forgotten; a household's id says nothing of it.
delete from households h
 where h.mobile in (select mobile from people where id = any(:ids))
   and not exists (select from people p where p.mobile = h.mobile and p.id <> all(:ids));

-- name: forget_people!
-- What hangs on a person goes with it: consents, mandates, axes, partners, tags.
delete from people where id = any(:ids);

-- name: confirm_by_events!
update erasures set events_at = coalesce(events_at, :now) where member_id = any(:ids);

-- name: confirm_by_notifications!
update erasures set notifications_at = coalesce(notifications_at, :now)
 where member_id = any(:ids);

-- name: unconfirmed
-- Erasures that somebody has not confirmed for long.
select member_id from erasures
 where announced_at is not null and (events_at is null or notifications_at is null)
   and told_at < :before
 order by told_at, member_id
 limit :limit
   for update skip locked;

-- name: tell_again!
update erasures set told_at = :now where member_id = any(:ids);

-- name: page_of_erasures
select e.*, coalesce(s.name, '') as asked_by_name
  from erasures e left join staff s on s.id = e.asked_by
 where :after_time::timestamptz is null
    or (e.asked_at, e.member_id) < (:after_time::timestamptz, :after_id::uuid)
 order by e.asked_at desc, e.member_id desc
 limit :limit;

-- name: with_aliases
-- By whichever of their ids it was asked, all of a person's are erased by the same word.
with asked as (
    select i.id, coalesce(a.person_id, i.id) as person_id
      from unnest(:ids::uuid[]) as i (id) left join aliases a on a.alias_id = i.id
),
theirs as (
    select person_id as id, person_id from asked
     union
    select a.alias_id, a.person_id from aliases a join asked using (person_id)
),
others_asked as (
    insert into erasures (member_id, own, asked_at, asked_by)
    select distinct on (t.id) t.id, e.own, e.asked_at, e.asked_by
      from theirs t
      join asked using (person_id)
      join erasures e on e.member_id = asked.id
     order by t.id, e.asked_at
    on conflict (member_id) do nothing
)
select id from theirs;

-- name: forget_import_keys!
-- By what sheets that are being worked off know them.
delete from import_keys where person_id = any(:ids);

-- name: known_but_not_erased
select p.id from people p
 where p.id = any(:ids) and not exists (select from erasures e where e.member_id = p.id
                                           and e.announced_at is not null);
