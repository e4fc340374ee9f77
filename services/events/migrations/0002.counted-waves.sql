-- Waves count whom they invited: an organiser's page does not count a million invitations.
alter table waves
    add column invited integer not null default 0,
    add column not_invited integer not null default 0;

update waves w
   set invited = i.invited, not_invited = i.not_invited
  from (select wave_id, count(*) filter (where refused is null) as invited,
               count(refused) as not_invited
          from invitations group by 1) as i
 where i.wave_id = w.id;

-- Seats are counted under the event's lock: from an index alone.
create index rsvps_by_place on rsvps (event_id, place);
drop index rsvps_held;

-- Whoever has a claim to a place has a number in the order of asking, and nobody else has.
alter table rsvps add constraint asked_for_a_place check ((place = 'none') = (asked is null));
