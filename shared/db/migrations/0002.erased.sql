-- Tombstones: the bare ids of people who were erased, so that what is still on its way about one
-- of them, in a queue, parked or said again, is refused. It is nobody's id any more.
create table erased (
    person_id uuid primary key,
    at timestamptz not null default now()
);
