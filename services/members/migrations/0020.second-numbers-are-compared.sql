-- Whoever has another second number is compared anew; whoever has one already is noted now.
create function note_alternates() returns trigger language plpgsql as
$$begin
    insert into to_compare
    select distinct c.person_id from changed c join people p on p.id = c.person_id
    on conflict do nothing;
    return null;
end$$;
create trigger new_alternates_are_compared after insert on alternates
    referencing new table as changed for each statement execute function note_alternates();
create trigger gone_alternates_are_compared after delete on alternates
    referencing old table as changed for each statement execute function note_alternates();

insert into to_compare select distinct person_id from alternates on conflict do nothing;
