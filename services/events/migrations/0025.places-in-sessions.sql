-- Which sessions somebody with a place takes part in, of those that have not room for everybody.
-- Their guests come along: how many places that is, their answer says. It goes with the session,
-- with the answer, and at the moment in which the place is lost.
create table session_places (
    event_id uuid not null,
    member_id uuid not null,
    session_id uuid not null references sessions on delete cascade,
    chosen_at timestamptz not null,
    primary key (session_id, member_id),
    foreign key (event_id, member_id) references rsvps on delete cascade
);
create index session_places_of_member on session_places (event_id, member_id);
alter table session_places enable row level security;
create policy within on session_places to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

create function places_lost() returns trigger language plpgsql as $$
begin
    delete from session_places p
     using was_there w join now_there n using (event_id, member_id)
     where w.place = 'confirmed' and n.place <> 'confirmed'
       and p.event_id = n.event_id and p.member_id = n.member_id;
    return null;
end
$$;
create trigger places_lost after update on rsvps
    referencing new table as now_there old table as was_there
    for each statement execute function places_lost();
