-- By which provider each message went, what they called it, what they said of it, and how fast
-- each may be given more.

alter table deliveries add column provider text;

-- Who got no answer is asked about, where somebody can be asked.
create index deliveries_unsure on deliveries (provider, changed_at)
    where state = 'uncertain' and channel = 'sms' and provider is not null;

-- What a provider calls a message, or each part of it; or our own name of it, for those who give
-- it back. The last that was said of each.
create table provider_ids (
    provider text not null,
    provider_id text not null,
    month date not null,
    delivery_id uuid not null,
    fate text check (fate in ('sent', 'delivered', 'failed')),
    code text not null default '',
    at timestamptz not null,
    primary key (provider, provider_id)
);
create index provider_ids_of_delivery on provider_ids (delivery_id);
create index provider_ids_over on provider_ids (at);

-- Receipts of which nobody knows yet what they are about: earlier than the answer, or about a
-- message whose answer got lost. The number is here as a keyed hash only.
create table receipts (
    provider text not null,
    provider_id text not null,
    fate text not null check (fate in ('sent', 'delivered', 'failed')),
    code text not null,
    reference integer,
    address_hash bytea,
    at timestamptz not null,
    primary key (provider, provider_id)
);
create index receipts_over on receipts (at);

-- How fast a provider may be given parts, over all processes: when the next one may go.
create table paces (
    provider text primary key,
    free_at timestamptz not null
);

-- How much the word of a receipt weighs: a phone that has it has it, whatever was said before.
create function rank_of(fate text) returns integer language sql immutable as $$
select case fate when 'sent' then 1 when 'failed' then 2 when 'delivered' then 3 end
$$;
