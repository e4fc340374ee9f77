-- A person's own page: links to it, what is chosen on it, and how often one may ask.

-- When a person wants to hear nothing, on the clocks of Morocco; over midnight if it ends earlier
-- than it begins.
alter table people
    add column quiet_from time,
    add column quiet_until time,
    add constraint quiet_times_are_two
        check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until);

-- Somebody wants the link to their own page. Who that is, if it is anybody, is looked up in the
-- background, so that the answer takes the same time for everyone.
create table own_link_wishes (
    id uuid primary key,
    address text not null,                 -- E.164, or an e-mail address in lower case
    asked_at timestamptz not null
);

-- A link leads to everybody at the address it was sent to: only its hash is kept.
create table own_links (
    token_hash bytea not null,
    person_id uuid not null references people on delete cascade,
    valid_until timestamptz not null,
    primary key (token_hash, person_id)
);
create index own_links_by_age on own_links (valid_until);
create index own_links_of_person on own_links (person_id);

-- What was asked for from outside, for its limits: keyed hashes of addresses and of where from.
create table asked_for (
    key bytea not null,
    at timestamptz not null
);
create index asked_for_by_key on asked_for (key, at);
create index asked_for_by_age on asked_for (at);
