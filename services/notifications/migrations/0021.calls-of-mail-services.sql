-- Calls of mail services that were heard, by a name made of their signature: each is heard once.
create table mail_calls (
    id uuid primary key,
    at timestamptz not null
);
create index mail_calls_by_age on mail_calls (at);
