-- Who can be told and how, what is to be said, and the ledger of what became of it.

-- The address book: a projection of what members announces; an older version changes nothing.
create table contacts (
    member_id uuid primary key,
    version bigint not null,
    first_name text not null,
    language text not null,
    channels text[] not null,
    phone text,
    email text,
    sms_consent boolean not null,
    email_consent boolean not null,
    household_id uuid
);
create index contacts_by_phone on contacts (phone) where phone is not null;
create index contacts_by_email on contacts (email) where email is not null;

-- Addresses that asked for silence, as keyed hashes: they outlive the person's erasure.
create table suppressions (
    channel text not null check (channel in ('sms', 'email')),
    address_hash bytea not null,
    reason text not null,
    at timestamptz not null,
    primary key (channel, address_hash)
);

-- Event cards: a projection of what events announces.
create table cards (
    event_id uuid primary key,
    version integer not null,
    cancelled boolean not null default false,
    body jsonb not null
);

-- Invitation codes: personal links are made of them; nobody else has them in clear.
create table codes (
    event_id uuid not null,
    member_id uuid not null,
    code text not null,
    household_id uuid,
    primary key (event_id, member_id)
);
create index codes_by_code on codes (code);

-- The newest answer of a person that was heard of.
create table rsvp_versions (
    event_id uuid not null,
    member_id uuid not null,
    version integer not null,
    primary key (event_id, member_id)
);

-- A send: one decision to tell many people one thing.
create table sends (
    id uuid primary key,
    event_id uuid not null,
    kind text not null
        check (kind in ('invitation', 'confirmation', 'place_offered', 'cancellation')),
    state text not null default 'running' check (state in ('running', 'stopped')),
    created_at timestamptz not null default now(),
    month date not null default date_trunc('month', now() at time zone 'UTC')::date,
    -- A cancellation finds its people page by page: where it is, null when it has them all.
    plan_after uuid,
    closed boolean not null default false,     -- a stopped send whose waiting rows are closed
    version bigint not null default 0,
    totals jsonb not null default '{}',
    settled_at timestamptz                     -- when totals were last told; null: tell them
);
create index sends_of_event on sends (event_id, created_at);
create index sends_to_plan on sends (created_at) where plan_after is not null;
create index sends_to_close on sends (created_at) where state = 'stopped' and not closed;

-- A batch: rows of one send and channel that a sender works off together.
create table batches (
    id uuid primary key,
    send_id uuid not null references sends,
    channel text not null,
    urgent boolean not null,
    card_version integer not null,
    announced_at timestamptz,                  -- null while the card is not there yet
    taken_at timestamptz,
    touched_at timestamptz not null default now()
);
create index batches_of_send on batches (send_id);
create index batches_to_announce on batches (send_id) where announced_at is null;
create index batches_touched on batches (touched_at);

-- The ledger: a row for every person, channel and send. Partitioned by the month of the send.
create table deliveries (
    month date not null,
    id uuid not null default gen_random_uuid(),
    send_id uuid not null,
    event_id uuid not null,
    member_id uuid not null,
    household_id uuid,
    channel text not null check (channel in ('sms', 'email', 'none', 'undecided')),
    occasion integer not null default 0,       -- the version of the answer that it is about
    state text not null check (state in ('waiting', 'claimed', 'sent', 'delivered', 'failed',
        'uncertain', 'expired', 'stopped', 'excluded', 'covered')),
    reason text,
    covered_by uuid,
    batch_id uuid,
    due_at timestamptz not null default now(),
    useful_until timestamptz not null,
    attempts integer not null default 0,
    resent boolean not null default false,
    lease_until timestamptz,
    provider_id text,
    changed_at timestamptz not null default now(),
    primary key (month, id),
    constraint told_once unique (month, send_id, member_id, channel, occasion)
) partition by range (month);
create table deliveries_default partition of deliveries default;

create index deliveries_claimable on deliveries (batch_id, due_at) where state = 'waiting';
create index deliveries_leased on deliveries (lease_until) where state = 'claimed';
create index deliveries_uncertain on deliveries (changed_at)
    where state = 'uncertain' and channel = 'email' and not resent;
create index deliveries_undecided on deliveries (member_id) where channel = 'undecided';
create index deliveries_covered on deliveries (covered_by) where state = 'covered';
create index deliveries_of_send on deliveries (send_id, channel, state);
create index deliveries_of_person on deliveries (event_id, member_id);
