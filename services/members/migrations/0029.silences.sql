-- Addresses that notifications keeps silent, as the keyed hashes by which it knows them: they say
-- nothing without its key, and are there for the day on which it is restored from an older dump. A
-- silence stands while it did not end after it began.
create table silences (
    channel text not null,
    address_hash bytea not null,
    reason text not null,
    at timestamptz,
    ended_at timestamptz,
    primary key (channel, address_hash)
);
