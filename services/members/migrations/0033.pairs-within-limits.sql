-- Of two who are likely one, both sides have to be within somebody's limits to be seen and decided
-- about: to a side alone there is nothing to say.
alter table likely_doubles enable row level security;
create policy within on likely_doubles to members_within
 using ((select within_regions()) is null
        or (exists (select from people p where p.id = one_id)
            and exists (select from people p where p.id = other_id)));

-- Whoever was merged is an alias, and nobody of their own, also where only the alias is within; and
-- is merged and taken apart by whoever has both sides.
drop policy within on aliases;
create policy seen on aliases for select to members_within
 using ((select within_regions()) is null
        or exists (select from people p where p.id in (person_id, alias_id)));
create policy made on aliases for insert to members_within
  with check ((select within_regions()) is null
              or (exists (select from people p where p.id = alias_id)
                  and exists (select from people p where p.id = into_id)));
create policy led_on on aliases for update to members_within
 using ((select within_regions()) is null
        or exists (select from people p where p.id = person_id));
create policy taken_apart on aliases for delete to members_within
 using ((select within_regions()) is null
        or (exists (select from people p where p.id = alias_id)
            and exists (select from people p where p.id = into_id)));

-- What is derived of people is derived of all that is known of them, whoever changed a part.
alter function write_in_brief(uuid[]) security definer set search_path = public, pg_temp;
