-- Texts that replace the usual ones, of the association or of one event: every version of each,
-- so that what was sent at a time can be read again. One without a body was taken away.
create table own_texts (
    event_id uuid,                             -- null: of the whole association
    kind text not null,
    channel text not null check (channel in ('sms', 'email')),
    language text not null,
    version integer not null,
    body text,
    subject text not null default '',
    button text not null default '',
    by uuid not null,                          -- of the staff
    at timestamptz not null,
    constraint each_version_once
        unique nulls not distinct (event_id, kind, channel, language, version)
);

-- Whoever is limited to some events reads what holds for these, and writes their own only.
alter table own_texts enable row level security;
create policy within on own_texts to notifications_within
 using ((select within_events()) is null or event_id is null
        or event_id = any ((select within_events())::uuid[]))
 with check ((select within_events()) is null
        or event_id = any ((select within_events())::uuid[]));
