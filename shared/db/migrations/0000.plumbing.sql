-- What every service has: the outbox, the inbox, replies to commands, parked messages, the audit.

-- A message leaves with the state it tells of, in one transaction; the relay publishes it.
create table outbox (
    id uuid primary key,                       -- UUIDv7; also the message's id for whoever hears it
    type text not null,
    exchange text not null,
    routing_key text not null,
    body jsonb not null,
    correlation_id text,
    urgent boolean not null default false,
    attempt integer not null default 0,        -- above 0 for a parked message that is tried again
    person_ids uuid[] not null default '{}',   -- who it is about, so that erasure reaches it
    not_before timestamptz not null default now(),
    published_at timestamptz
);
create index outbox_due on outbox (urgent desc, not_before, id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;
create index outbox_people on outbox using gin (person_ids);

create function announce_outbox() returns trigger language plpgsql as
$$begin perform pg_notify('outbox', ''); return null; end$$;
create trigger outbox_hint after insert on outbox
    for each statement execute function announce_outbox();

-- What was heard, in the transaction of its effect: hearing twice changes nothing.
-- Ranges of the UUIDv7 are ranges of time, so that old ones can be dropped whole.
create table inbox (
    message_id uuid not null,
    handler text not null,
    handled_at timestamptz not null default now(),
    primary key (message_id, handler)
) partition by range (message_id);
create table inbox_default partition of inbox default;

-- The reply to each command, so that the same form sent again changes nothing.
create table commands (
    id uuid primary key,
    reply jsonb not null,
    done_at timestamptz not null default now()
);

-- Messages that could not be handled, with the reason; the body is encrypted.
create table parked (
    id uuid primary key,
    message_id uuid,
    queue text not null,
    type text,
    reason text not null,
    error text,
    attempt integer not null,
    person_ids uuid[] not null default '{}',
    body bytea,
    headers jsonb not null default '{}',
    parked_at timestamptz not null default now(),
    replayed_at timestamptz
);
create index parked_people on parked using gin (person_ids);

-- Who did what; nobody can change or take back a line.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor_id uuid,
    action text not null,
    subject_id uuid,
    correlation_id text
);

-- The owner role is called <service>_owner and grants its service the tables by default; the
-- audit is only ever added to.
do $$
begin
    execute format('revoke update, delete, truncate on audit from %I',
                   regexp_replace(current_user, '_owner$', ''));
end
$$;

grant usage on schema public to relay;
grant select (id, type, exchange, routing_key, body, correlation_id, urgent, attempt,
              not_before, published_at) on outbox to relay;
grant update (published_at, not_before) on outbox to relay;
