-- What people write back by SMS, and what is written to them in return.

-- Parts of longer messages until all are there.
create table inbound_pieces (
    provider text not null,
    address text not null,
    reference integer not null,
    total integer not null,
    number integer not null,
    text text not null,
    at timestamptz not null,
    primary key (provider, address, reference, total, number)
);

-- Each message once, by the provider's name of it or ours; whose it is follows from the number.
create table inbound (
    id uuid primary key,
    provider text not null,
    key text not null,
    address text not null,
    text text not null,
    word text,                                  -- which of our words it was read as
    state text not null check (state in ('open', 'done')),
    event_id uuid,
    at timestamptz not null,
    done_at timestamptz,
    done_by uuid,                               -- null: by itself
    unique (provider, key)
);
create index inbound_newest on inbound (at);
create index inbound_open on inbound (at) where state = 'open';
create index inbound_of_number on inbound (address, at);

-- Answers to what people wrote; `by` is null for the one that goes by itself.
create table replies (
    id uuid primary key,
    inbound_id uuid not null references inbound on delete cascade,
    text text not null,
    by uuid,
    state text not null default 'waiting'
        check (state in ('waiting', 'claimed', 'sent', 'failed', 'uncertain')),
    reason text,
    attempts integer not null default 0,
    due_at timestamptz not null,
    lease_until timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index replies_waiting on replies (due_at) where state in ('waiting', 'claimed');
create index replies_of on replies (inbound_id);

insert into retention (purpose, days, least) values ('inbound', 365, 30);
