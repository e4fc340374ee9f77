-- Second factors, links to choose a password, and sessions that their owner can tell apart.

-- Volunteers stand at the door of an event and see nothing else.
alter table staff drop constraint a_role;
alter table staff add constraint a_role
    check (role in ('admin', 'organiser', 'viewer', 'volunteer'));

-- Since when somebody is invited who has not chosen a password yet.
alter table staff add column invited_at timestamptz;

-- `id` is what a person's page calls a session by: its secret is nobody's to be shown.
alter table sessions
    add column id uuid not null default gen_random_uuid() constraint one_session_per_id unique,
    add column browser text not null default '';

-- Sign-ins whose password was right and whose code is still to come.
create table half_sign_ins (
    secret_hash bytea primary key,
    staff_id uuid not null references staff on delete cascade,
    begun_at timestamptz not null
);
create index half_sign_ins_by_age on half_sign_ins (begun_at);
create index half_sign_ins_of_staff on half_sign_ins (staff_id);

-- Second factors (RFC 6238). The secret is encrypted with a key that the database does not have;
-- `last_step` is the time step of the newest code that was taken, so that each is good once.
create table second_factors (
    staff_id uuid primary key references staff on delete cascade,
    sealed_secret bytea not null,
    confirmed_at timestamptz not null,
    last_step bigint not null
);

-- Recovery codes, as keyed hashes.
create table recovery_codes (
    staff_id uuid not null references second_factors on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (staff_id, code_hash)
);

-- Links that were asked for. Whether there is such an account is looked up later, by a worker, so
-- that asking takes as long for one that does not exist; the address is forgotten with the wish.
create table link_wishes (
    id uuid primary key,
    email text not null,
    purpose text not null constraint a_purpose check (purpose in ('reset', 'welcome')),
    asked_at timestamptz not null
);

-- Links that were sent: the hash of what each ends in. One is good once, and until its time.
create table verifications (
    id uuid primary key,
    token_hash bytea not null constraint one_link_per_token unique,
    staff_id uuid not null references staff on delete cascade,
    purpose text not null constraint a_purpose check (purpose in ('reset', 'welcome')),
    asked_at timestamptz not null,
    valid_until timestamptz not null,
    used_at timestamptz
);
create index verifications_of_staff on verifications (staff_id) where used_at is null;
create index verifications_by_age on verifications (valid_until);
