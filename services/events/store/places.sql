-- name: ask_for_place!
-- Once for each person, whoever asks again; under the id that is theirs now.
insert into place_requests (event_id, member_id, region, asked_at)
select :event_id,
       coalesce((select person_id from aliases where alias_id = :member_id), :member_id),
       :region, :now
on conflict (event_id, member_id) do update
   set region = excluded.region
 where place_requests.outcome is null;

-- name: open_place_requests
-- What waits for a decision, first come first; who was invited meanwhile needs none.
-- Of some regions only where the reader sees no others.
select p.member_id, p.asked_at, count(*) over () as total
  from place_requests p
 where p.event_id = :event_id and p.outcome is null
   and (:regions::text[] is null or p.region = any (:regions::text[]))
   and not exists (select from invitations i
                    where i.event_id = p.event_id and i.member_id in (select ids_of(p.member_id))
                      and i.refused is null)
 order by p.asked_at, p.member_id
 limit :limit;

-- name: lock_place_request^
select * from place_requests where event_id = :event_id and member_id = :member_id for update;

-- name: decide_place_request!
update place_requests set outcome = :outcome, decided_at = :now, decided_by = :by
 where event_id = :event_id and member_id = :member_id;

-- name: wave_of_requests^
-- The event's wave of those who are invited one by one, made with the first of them. Its number is
-- none of a wave's, so that they have a send of their own.
insert into waves as w (id, event_id, kind, number) values (:id, :event_id, 'request', 0)
on conflict (event_id) where kind = 'request' do update set number = w.number
returning *;

-- name: take_back_refusals!
-- A wave left them out for a reason of that day; they are counted where they are invited.
with left_out as (
    delete from invitations
     where event_id = :event_id and member_id in (select ids_of(:member_id))
       and refused is not null and refused <> 'erased'
    returning wave_id
)
update waves w set not_invited = not_invited - l.people
  from (select wave_id, count(*) as people from left_out group by 1) l
 where w.id = l.wave_id;

-- name: forget_place_requests!
delete from place_requests where member_id = any (:ids);

-- name: held_place_requests
select e.texts #>> array[e.languages[1], 'title'] as title, e.starts_at, p.asked_at, p.outcome,
       p.decided_at
  from place_requests p join events e on e.id = p.event_id
 where p.member_id = :member_id
 order by p.asked_at, e.id;
