-- Mails to the staff about their own accounts, with a link in each. They are no part of the
-- ledger: nobody consented to them or can stop them, and they are about no event.
--
-- Whom a mail goes to, and the token its link ends in (encrypted with a key that the database
-- does not have), are here only while it is to be sent: then they are taken out.
create table account_mails (
    id uuid primary key,                       -- the Message-ID is made of it
    staff_id uuid not null,
    purpose text not null,
    language text not null,
    name text,
    email text,
    sealed_token text,
    valid_until timestamptz not null,
    state text not null default 'waiting' constraint a_state
        check (state in ('waiting', 'claimed', 'sent', 'failed', 'uncertain', 'expired')),
    reason text,
    due_at timestamptz not null,
    attempts integer not null default 0,
    resent boolean not null default false,
    lease_until timestamptz,
    provider_id text,
    changed_at timestamptz not null,
    constraint nothing_kept_after_sending check (
        (sealed_token is null and email is null and name is null)
        or state in ('waiting', 'claimed', 'uncertain'))
);
create index account_mails_waiting on account_mails (due_at) where state = 'waiting';
create index account_mails_in_hand on account_mails (changed_at)
    where state in ('claimed', 'uncertain') and sealed_token is not null;
create index account_mails_of_staff on account_mails (staff_id);
