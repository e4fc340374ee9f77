-- Who votes for whom at an assembly: a member gives one proxy, to another member. What it counts
-- for is decided when the quorum is counted; whoever comes is there themselves.
create table proxies (
    event_id uuid not null references events,
    member_id uuid not null,
    holder_id uuid not null,
    given_at timestamptz not null,
    given_by uuid,                      -- of the staff; null: the member, by the convocation
    primary key (event_id, member_id),
    constraint to_somebody_else check (member_id <> holder_id)
);
create index proxies_of_holder on proxies (event_id, holder_id);
create index proxies_of_member on proxies (member_id);
create index proxies_held_by on proxies (holder_id);
alter table proxies enable row level security;
create policy within on proxies to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));
