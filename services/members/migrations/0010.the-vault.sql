-- Union and party membership, apart from everything else: for mixing sectors in a wave, and with
-- the person's explicit consent only. Nothing but the role members_vault comes near it.
create schema vault;

create table vault.entries (
    person_id uuid not null references public.people on delete cascade,
    kind text not null constraint a_kind check (kind in ('union', 'party')),
    sealed bytea not null,                 -- of which one; encrypted together with whose it is
    wording text not null constraint the_words check (wording <> ''),
    agreed_on date not null,
    collected_by text not null constraint a_collector check (collected_by <> ''),
    purpose text not null constraint a_purpose check (purpose <> ''),
    kept_by uuid not null,
    kept_at timestamptz not null default now(),
    command_id uuid not null,
    primary key (person_id, kind)
);

grant usage on schema vault to members_vault;
grant select, insert, update, delete on vault.entries to members_vault;
-- What it does is written down where everything is, in the same transaction; it reads nothing else.
grant insert on public.audit to members_vault;
