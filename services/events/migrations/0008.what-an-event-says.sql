-- What an event says beside its texts. The contact is somebody of the staff who chose to stand
-- there; it goes with the event's card to whoever may read that.
alter table events
    add column map_link text not null default '',
    add column online_link text not null default '',
    add column contact_name text not null default '',
    add column contact_phone text not null default '',
    add column contact_email text not null default '',
    -- Until when answers are possible; until the start where there is nothing.
    add column answer_until timestamptz,
    add column guests_most integer not null default 0 check (guests_most >= 0),
    -- The version that last changed what people have to hear of.
    add column told_version integer not null default 1;

update events set told_version = version;

-- An event that is to be published later: the audience is chosen now, its people when it is due.
-- `regions` is how far the rights of whoever asked reached; `refused` says why it came to nothing.
create table publishings (
    event_id uuid primary key references events,
    publish_at timestamptz not null,
    audience_id uuid not null,
    regions text[],
    asked_by uuid not null,
    asked_at timestamptz not null,
    refused text
);
create index publishings_due on publishings (publish_at) where refused is null;
alter table publishings enable row level security;
create policy within on publishings to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));
