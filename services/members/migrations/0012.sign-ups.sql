-- Own sign-up: somebody wants to join, and nobody is a member before an address is confirmed.

alter table people
    add column guardian text not null default '' check (length(guardian) <= 200);

-- What was typed; forgotten after a day if no address is confirmed.
create table sign_ups (
    id uuid primary key,
    asked_at timestamptz not null,
    language text not null,
    form jsonb not null,
    person_id uuid references people on delete cascade   -- once an address was confirmed
);
create index sign_ups_by_age on sign_ups (asked_at);

-- An address of a sign-up, and what confirms it: a code by SMS, the end of a link by e-mail. Only
-- its hash is kept; it is made in the background, and null until then.
create table sign_up_addresses (
    sign_up_id uuid not null references sign_ups on delete cascade,
    channel text not null constraint a_channel check (channel in ('sms', 'email')),
    address text not null,
    secret_hash bytea,
    tries integer not null default 0,
    valid_until timestamptz,
    confirmed_at timestamptz,
    primary key (sign_up_id, channel)
);
create index sign_up_addresses_to_send on sign_up_addresses (sign_up_id) where secret_hash is null;
create index sign_up_addresses_by_secret on sign_up_addresses (secret_hash);
