-- Whoever was not invited and asks for a place of their own: nobody is invited by asking, an
-- organiser decides. One request for each person and event.
create table place_requests (
    event_id uuid not null references events,
    member_id uuid not null,
    asked_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid,
    outcome text check (outcome in ('invited', 'declined')),
    primary key (event_id, member_id),
    check ((outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null))
);
create index place_requests_of_member on place_requests (member_id);
create index place_requests_open on place_requests (event_id, asked_at) where outcome is null;
alter table place_requests enable row level security;
create policy within on place_requests to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));

-- Those who are invited one by one are of a wave, too; it has no audience, and each event has one.
alter table waves drop constraint waves_kind_check;
alter table waves
    add constraint waves_kind_check check (kind in ('invitation', 'announcement', 'request')),
    drop constraint whom,
    add constraint whom
        check (audience_id is not null or to_answer is not null or kind = 'request');
create unique index one_wave_of_requests on waves (event_id) where kind = 'request';
