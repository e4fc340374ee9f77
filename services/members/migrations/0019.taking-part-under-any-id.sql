-- Whoever was merged takes part in what any of their ids was invited to.
create or replace function takes_part(person uuid) returns boolean language sql stable as
$$select within_events() is null or exists (
      select from participation p
       where p.event_id = any (within_events())
         and p.person_id in (
             select who.id
              union
             select alias_id from aliases where person_id = who.id))
    from (select coalesce((select a.person_id from aliases a where a.alias_id = person), person)
              as id) who$$;
