-- Ids that are another person's, as members tells; they are resolved when reading. One that is
-- nobody else's any more keeps its line, so that an older merge that comes late changes nothing.
create table aliases (
    alias_id uuid primary key,
    person_id uuid,
    version bigint not null
);
create index aliases_of_person on aliases (person_id) where person_id is not null;

-- Every id of a person, for one of them.
create function ids_of(some_id uuid) returns setof uuid language sql stable as
$$with who as (
    select coalesce((select person_id from aliases where alias_id = some_id), some_id) as id
)
select id from who
union
select a.alias_id from aliases a join who on a.person_id = who.id$$;
