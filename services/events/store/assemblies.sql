-- name: put_assembly!
insert into assemblies (event_id, body, names, statutes, agenda)
values (:event_id, :body, :names, :statutes, :agenda)
on conflict (event_id) do update
   set body = excluded.body, names = excluded.names, statutes = excluded.statutes,
       agenda = excluded.agenda;

-- name: find_assembly^
select * from assemblies where event_id = :event_id;

-- name: keep_convened^
-- What cards show of an assembly; people who hold an older card get a newer one.
update events
   set assembly = :convened, version = version + case when state = 'draft' then 0 else 1 end
 where id = :event_id
returning *;

-- name: note_late!
update assemblies set late_reason = :reason where event_id = :event_id;

-- name: add_body_wave!
-- On another day others are in mandate: one more wave, with a send of its own.
insert into waves (id, event_id, body, requested_at, number)
select :id, :event_id, :body, :now, 1 + count(*)
  from waves where event_id = :event_id and kind = 'invitation' and state = 'going';

-- name: copy_assembly!
-- The second convocation has the agenda of the first, and the statutes of then; so has a copy,
-- until somebody saves what it convenes.
insert into assemblies (event_id, body, names, statutes, agenda, convocation, first_id)
select :copy_id, body, names, statutes, agenda, case when :second then 2 else 1 end,
       case when :second then event_id end
  from assemblies where event_id = :event_id;

-- name: second_of$
-- The second convocation of an assembly, unless it was cancelled.
select a.event_id
  from assemblies a join events e on e.id = a.event_id
 where a.first_id = :event_id and e.state <> 'cancelled'
 order by e.created_at desc
 limit 1;

-- name: add_body_announcement!
insert into waves (id, event_id, kind, body, texts, requested_at)
values (:id, :event_id, 'announcement', :body, :texts, :now);

-- name: minutes_told_at$
select max(requested_at) from waves
 where event_id = :event_id and kind = 'announcement' and body is not null;

-- name: add_roll!
insert into rolls (id, event_id, day, asked_at) values (:id, :event_id, :day, :now);

-- name: newest_roll^
select * from rolls where event_id = :event_id order by asked_at desc, id desc limit 1;

-- name: hear_roll^
-- Note a page of a roll; nothing comes back for one that was heard before.
update rolls
   set pages = pages || :page::integer, heard = heard + :people, total = coalesce(total, :total),
       heard_at = :now, missed = 0,
       complete_at = case when heard + :people = coalesce(total, :total) then :now end
 where id = :id and not :page::integer = any (pages)
returning *;

-- name: is_roll$
select exists (select from rolls where id = :id);

-- name: add_roll_members!
insert into roll_members (roll_id, event_id, member_id)
select :roll_id, :event_id, member_id from unnest(:member_ids::uuid[]) as page (member_id)
on conflict do nothing;

-- name: let_roll_count!
-- The newest complete roll is the one that counts.
update assemblies a
   set roll_id = r.id, members = r.total
  from (select id, total from rolls
         where event_id = :event_id and complete_at is not null
         order by asked_at desc, id desc limit 1) r
 where a.event_id = :event_id;

-- name: forget_older_rolls!
-- Of a roll that does not count, only that it was asked stays.
delete from roll_members m using assemblies a, rolls r
 where a.event_id = :event_id and m.event_id = a.event_id and m.roll_id <> a.roll_id
   and r.id = m.roll_id and r.complete_at is not null;

-- name: roll_to_take^
-- One open assembly whose day has come, of which nobody has asked today who is in mandate; another
-- worker takes another one.
select e.* from events e join assemblies a on a.event_id = e.id
 where e.state = 'published' and e.ends_at > :now
   and (e.starts_at at time zone e.zone)::date = (:now at time zone e.zone)::date
   and not exists (
       select from rolls r
        where r.event_id = e.id and r.day = (:now at time zone e.zone)::date
          and (r.asked_at at time zone e.zone)::date = r.day)
 order by e.starts_at
 limit 1
   for update of e skip locked;

-- name: count_standing^
-- How many are in mandate, in, and there by proxy; once their rows are gone, as it was then.
select coalesce((a.standing ->> 'members')::bigint, n.members) as members,
       coalesce((a.standing ->> 'present')::bigint, n.present) as present,
       coalesce((a.standing ->> 'by_proxy')::integer, n.by_proxy) as by_proxy
  from assemblies a
 cross join lateral standing_of(a.event_id, :most) n
 where a.event_id = :event_id;

-- name: leave_rolls!
-- Whoever is gone is no member of what is to come; who was counted at what is over stays counted.
delete from roll_members m using events e
 where m.member_id = any (:ids) and e.id = m.event_id and e.ends_at > :now;
