-- What whoever says yes answers to an event's questions; of a choice its number, from 0, so that
-- a slip of the pen can be mended in any language. It goes with its question.
create table question_answers (
    event_id uuid not null references events,
    member_id uuid not null,
    question_id uuid not null references event_questions on delete cascade,
    value text not null check (length(value) between 1 and 500),
    answered_at timestamptz not null,
    primary key (event_id, member_id, question_id)
);
create index question_answers_of_member on question_answers (member_id);
create index question_answers_by_question on question_answers (question_id);
alter table question_answers enable row level security;
create policy within on question_answers to events_within
    using ((select within_events()) is null
           or event_id = any ((select within_events())::uuid[]));
