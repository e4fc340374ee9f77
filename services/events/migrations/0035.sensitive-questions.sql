-- A sensitive question is asked here, and answered into the vault of members: nothing of it is kept.
alter table event_questions
    add column sensitive boolean not null default false,
    add constraint nobody_has_to check (not (sensitive and required));

create function no_answer_here() returns trigger language plpgsql as $$
begin
    if exists (select from event_questions q where q.id = new.question_id and q.sensitive) then
        raise exception 'what is sensitive is kept in the vault';
    end if;
    return new;
end
$$;
create trigger no_answer_here before insert or update on question_answers
    for each row execute function no_answer_here();
