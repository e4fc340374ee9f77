-- What people answer to an event's sensitive questions: beside what the vault holds already, with
-- the words that each agreed to, and for some days after the event only.
create table vault.answers (
    event_id uuid not null,
    question_id uuid not null,
    person_id uuid not null references public.people on delete cascade,
    sealed bytea not null,                 -- question and answer; encrypted together with whose it is
    wording text not null constraint the_words check (wording <> ''),
    agreed_at timestamptz not null,
    keep_until date not null,
    command_id uuid not null,
    primary key (event_id, person_id, question_id)
);
create index answers_of_person on vault.answers (person_id);
create index answers_by_end on vault.answers (keep_until);

grant select, insert, update, delete on vault.answers to members_vault;
