-- What was expected of a send when it was meant for certain: shown beside what it came to.
create table quotes (
    about uuid primary key,                    -- the wave, or the send where that is known at once
    event_id uuid not null,
    kind text not null,
    send_id uuid,                              -- once the wave has one
    quoted_at timestamptz not null,
    sms bigint not null,
    mails bigint not null,
    parts bigint not null,
    cost bigint not null,
    priced boolean not null,
    ends_at timestamptz not null
);
create index quotes_of_events on quotes (event_id);
alter table quotes enable row level security;
create policy within on quotes to notifications_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));

-- Whoever is limited to some events is told what the month's budget leaves to them, too.
drop policy within on budgets;
create policy within on budgets to notifications_within
 using ((select within_events()) is null or month is not null
        or event_id = any ((select within_events())::uuid[]));
