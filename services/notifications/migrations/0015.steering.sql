-- Sends that wait for a second person, that were stopped by somebody, and that go on.
alter table sends drop constraint sends_state_check;
alter table sends add constraint sends_state_check check (state in ('running', 'stopped', 'held'));
alter table sends
    add column asked_by uuid,                  -- of the staff, like the next
    add column released_by uuid,
    add column stopped_by uuid,
    add column stopped_at timestamptz,
    add column stops integer not null default 0,
    -- Whether rows that were closed by the stop are being opened again, some at a time.
    add column reopening boolean not null default false;
create index sends_to_reopen on sends (created_at) where reopening;
create index deliveries_stopped on deliveries (send_id) where state = 'stopped';
