-- Who was erased, when, on whose word, and which services have said that they hold nothing more.
-- There is nothing of the person here but an id that is nobody's any more.
create table erasures (
    member_id uuid primary key,
    own boolean not null,                  -- the person's own wish
    asked_at timestamptz not null,
    asked_by uuid,                         -- of the staff, if it was not
    announced_at timestamptz,              -- once it was meant for certain; from then on it is done
    told_at timestamptz,                   -- when the others were last told
    events_at timestamptz,
    notifications_at timestamptz,
    constraint asked_by_somebody check (own or asked_by is not null)
);
create index erasures_in_order on erasures (asked_at desc, member_id desc);
create index erasures_open on erasures (told_at)
    where announced_at is not null and (events_at is null or notifications_at is null);

create index import_rows_of_member on import_rows (member_id) where member_id is not null;
create index resolving_people_of_person on resolving_people (person_id);
