-- name: add_announcement!
insert into waves (id, event_id, kind, audience_id, to_answer, texts, requested_at, asked_by,
                   meant)
values (:id, :event_id, 'announcement', :audience_id, :to_answer, :texts, :now, :asked_by,
        :meant);

-- name: count_by_answer$
-- How many have said that, or nothing: the people of `page_by_answer`.
select count(*)
  from invitations i
  left join rsvps r on r.event_id = i.event_id and r.member_id = i.member_id
 where i.event_id = :event_id and i.refused is null
   and coalesce(r.answer, 'silent') = :to_answer
   and (:to_answer <> 'silent' or not exists (
       select from aliases g
        cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
         join rsvps o on o.event_id = i.event_id and o.member_id = twin.id
        where g.person_id = coalesce((select a.person_id from aliases a
                                       where a.alias_id = i.member_id), i.member_id)));

-- name: announcements_of
-- One is done, too, when the event is over and what it misses is asked for no more.
select w.*, w.told_at is not null
            or (e.ends_at <= now() and w.requested_at <= now() - :asked_for::interval) as done
  from waves w join events e on e.id = w.event_id
 where w.event_id = :event_id and w.kind = 'announcement'
 order by w.requested_at desc, w.id desc;

-- name: announcement_to_tell^
-- One that goes to those who answered something and has not been told to all; another worker
-- takes another one.
select * from waves
 where kind = 'announcement' and state = 'going' and complete_at is null
   and to_answer is not null
 order by requested_at
 limit 1
   for update skip locked;

-- name: page_by_answer
-- Who said that, or nothing, household by household.
select i.member_id, i.holder_id, null as refused
  from invitations i
  left join rsvps r on r.event_id = i.event_id and r.member_id = i.member_id
 where i.event_id = :event_id and i.refused is null
   and (:after_holder::uuid is null
        or (i.holder_id, i.member_id) > (:after_holder::uuid, :after_person::uuid))
   and coalesce(r.answer, 'silent') = :to_answer
   and (:to_answer <> 'silent' or not exists (
       select from aliases g
        cross join lateral (values (g.alias_id), (g.person_id)) as twin (id)
         join rsvps o on o.event_id = i.event_id and o.member_id = twin.id
        where g.person_id = coalesce((select a.person_id from aliases a
                                       where a.alias_id = i.member_id), i.member_id)))
 order by i.holder_id, i.member_id
 limit :limit;

-- name: move_announcement!
update waves
   set invited = invited + :told, after_holder = :after_holder, after_person = :after_person
 where id = :id;

-- name: finish_announcement!
update waves set complete_at = :now, heard = invited, total = invited where id = :id;
