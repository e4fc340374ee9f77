-- name: event_to_arrange^
-- An open event whose reminders are not arranged for what is said of it now.
select * from events
 where state = 'published' and reminders_for is distinct from version
 order by starts_at
 limit 1
   for update skip locked;

-- name: mark_arranged!
update events set reminders_for = version where id = :id;

-- name: forget_arrangements!
-- The reminders of those that are open are to be arranged anew.
update events set reminders_for = null where id = any (:ids::uuid[]) and state = 'published';

-- name: reminders_of
select * from reminders where event_id = :event_id;

-- name: put_wish!
-- How an organiser wants one reminder of some events.
insert into reminders (event_id, what, is_on, at_time, minutes)
select event_id, :what, :is_on, :at_time, :minutes
  from unnest(:event_ids::uuid[]) as event_id order by event_id
on conflict (event_id, what) do update
   set is_on = excluded.is_on, at_time = excluded.at_time, minutes = excluded.minutes;

-- name: copy_wishes!
-- A copy reminds as the event does.
insert into reminders (event_id, what, is_on, at_time, minutes)
select :copy_id, what, is_on, at_time, minutes
  from reminders
 where event_id = :event_id and what in ('day_before', 'morning_of', 'soon', 'afterwards');

-- name: keep_wishes_of_series!
-- What is made later of a series reminds as this event of it does.
insert into series_reminders (series_id, what, is_on, at_time, minutes)
select :series_id, what, is_on, at_time, minutes
  from reminders
 where event_id = :event_id and what in ('day_before', 'morning_of', 'soon', 'afterwards')
on conflict (series_id, what) do update
   set is_on = excluded.is_on, at_time = excluded.at_time, minutes = excluded.minutes;

-- name: begin_wishes!
insert into reminders (event_id, what, is_on, at_time, minutes)
select :event_id, what, is_on, at_time, minutes
  from series_reminders where series_id = :series_id;

-- name: put_place!
-- When one reminder is due now; in a new round it begins with the first of the people.
insert into reminders as r (event_id, what, at_time, minutes, state, round, due_at, about,
                            useful_until)
values (:event_id, :what, :at_time, :minutes, :state, :round, :due_at, :about, :useful_until)
on conflict (event_id, what) do update
   set state = excluded.state, round = excluded.round, due_at = excluded.due_at,
       about = excluded.about, useful_until = coalesce(excluded.useful_until, r.useful_until),
       after_holder = case when excluded.round = r.round then r.after_holder end,
       after_person = case when excluded.round = r.round then r.after_person end,
       told = case when excluded.round = r.round then r.told else 0 end;

-- name: take_due^
-- One reminder whose time has come, of an event that takes place as it was arranged for; another
-- worker takes another one.
select r.*, e.version
  from reminders r join events e on e.id = r.event_id
 where r.state in ('waiting', 'going') and r.due_at <= :now
   and e.state = 'published'
   and (r.what in ('change', 'chase') or e.reminders_for = e.version)
 order by r.due_at
 limit 1
   for update of r skip locked;

-- name: count_reminded$
-- How many a reminder is for, as its pages will find them, or a few more.
select case when :what = 'chase' then (
                select count(*) from invitations i
                 where i.event_id = :event_id and i.refused is null
                   and not exists (select from rsvps r
                                    where r.event_id = i.event_id and r.member_id = i.member_id))
            when :what = 'afterwards' then (
                select count(*) from (
                    select member_id from rsvps
                     where event_id = :event_id and answer = 'yes' and place = 'confirmed'
                    union
                    select member_id from check_ins
                     where event_id = :event_id and scan_id is not null) there)
            else (
                select count(*) from rsvps
                 where event_id = :event_id and answer = 'yes' and place = 'confirmed'
                   and answered_at <= :due_at) end;

-- name: move_on!
-- So far is a reminder: whom it went to last, and whether that was the end.
update reminders
   set state = :state, told = told + :told, meant = :meant,
       after_holder = :after_holder, after_person = :after_person
 where event_id = :event_id and what = :what;

-- name: page_with_a_place
-- Who has a place since before the reminder was due, household by household.
select r.member_id, coalesce(i.holder_id, r.member_id) as holder_id
  from rsvps r
  left join invitations i on i.event_id = r.event_id and i.member_id = r.member_id
 where r.event_id = :event_id and r.answer = 'yes' and r.place = 'confirmed'
   and r.answered_at <= :due_at
   and (:after_holder::uuid is null
        or (coalesce(i.holder_id, r.member_id), r.member_id)
           > (:after_holder::uuid, :after_person::uuid))
 order by 2, 1
 limit :limit;

-- name: page_after_the_end
-- Who came, or had a place, household by household.
select x.member_id, coalesce(i.holder_id, x.member_id) as holder_id
  from (select member_id from rsvps
         where event_id = :event_id and answer = 'yes' and place = 'confirmed'
        union
        select member_id from check_ins
         where event_id = :event_id and scan_id is not null) x
  left join invitations i on i.event_id = :event_id and i.member_id = x.member_id
 where :after_holder::uuid is null
    or (coalesce(i.holder_id, x.member_id), x.member_id)
       > (:after_holder::uuid, :after_person::uuid)
 order by 2, 1
 limit :limit;

-- name: tell_change!
-- A change is to be told. One that has not gone yet is told with it; so is one that is going.
insert into reminders as r (event_id, what, state, due_at, useful_until, changed)
values (:event_id, 'change', 'waiting', :due_at, :useful_until, :changed)
on conflict (event_id, what) do update
   set state = 'waiting',
       round = r.round + case when r.state = 'waiting' then 0 else 1 end,
       changed = case when r.state in ('waiting', 'going')
                      then array(select distinct unnest(r.changed || excluded.changed) order by 1)
                      else excluded.changed end,
       due_at = excluded.due_at, useful_until = excluded.useful_until,
       after_holder = null, after_person = null, told = 0;

-- name: chase^
-- The silent are asked once more, once; nothing comes back when they were already.
insert into reminders (event_id, what, state, due_at, useful_until, asked_by)
values (:event_id, 'chase', 'waiting', :now, :useful_until, :asked_by)
on conflict (event_id, what) do nothing
returning event_id;

-- name: chased
select event_id, due_at from reminders where event_id = any(:event_ids) and what = 'chase';

-- name: page_of_told
-- Who was invited before it changed, and has not said no, under whichever of their ids.
select i.member_id, i.holder_id
  from invitations i
  join events e on e.id = i.event_id
 where i.event_id = :event_id and i.refused is null and i.card_version < e.told_version
   and (:after_holder::uuid is null
        or (i.holder_id, i.member_id) > (:after_holder::uuid, :after_person::uuid))
   and not exists (select from rsvps r
                    where r.event_id = i.event_id and r.member_id = i.member_id
                      and r.answer = 'no')
   and not exists (
       select from aliases g
        cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
         join rsvps r on r.event_id = i.event_id and r.member_id = twin.id and r.answer = 'no'
        where g.person_id = coalesce((select a.person_id from aliases a
                                       where a.alias_id = i.member_id), i.member_id))
 order by i.holder_id, i.member_id
 limit :limit;

-- name: page_of_silent
-- Who was invited and has said nothing, under whichever of their ids.
select i.member_id, i.holder_id
  from invitations i
 where i.event_id = :event_id and i.refused is null
   and (:after_holder::uuid is null
        or (i.holder_id, i.member_id) > (:after_holder::uuid, :after_person::uuid))
   and not exists (select from rsvps r
                    where r.event_id = i.event_id and r.member_id = i.member_id)
   and not exists (
       select from aliases g
        cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
         join rsvps r on r.event_id = i.event_id and r.member_id = twin.id
        where g.person_id = coalesce((select a.person_id from aliases a
                                       where a.alias_id = i.member_id), i.member_id))
 order by i.holder_id, i.member_id
 limit :limit;
