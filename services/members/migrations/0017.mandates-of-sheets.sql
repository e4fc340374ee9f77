-- A sheet says from when until when somebody sits in a body, and as what. Taken back, it takes
-- away the mandates that came with it and no other; one that was changed by hand is nobody's sheet's.
alter table mandates add column import_id uuid;

-- Whether a sheet says nothing new of a body: without days, when somebody is in it today by whatever
-- mandate; with days, when there is one from that day, or one of which no day is known.
create function sits_already(person uuid, of_body text, first_day date, end_day date)
returns boolean language sql stable as
$$select case when first_day is null and end_day is null
    then exists (select from people_bodies b where b.person_id = person and b.body = of_body)
    else exists (select from mandates m where m.person_id = person and m.body = of_body
                    and (m.begins_on is not distinct from first_day
                         or (m.begins_on is null and m.ends_on is null)))
end$$;
