-- Rights that end: at some regions, at some events, on a day.

alter table staff
    drop constraint a_role,
    add constraint a_role
        check (role in ('admin', 'organiser', 'viewer', 'counts', 'volunteer')),
    add column regions text[],             -- null: all of them; codes of regions
    add column events uuid[],              -- null: all of them
    add column ends_at timestamptz,        -- from here on nobody gets in by this account
    add constraint limits_name_something check (regions <> '{}' and events <> '{}'),
    add constraint nobody_limits_who_manages
        check (role <> 'admin' or (regions is null and events is null));

-- Who is limited to some regions has the people of these, and what hangs on them. A function that
-- is asked once a statement, not once a row, stands in a select of its own.
alter table people enable row level security;
create policy within on people to members_within
 using ((select within_regions()) is null or region = any ((select within_regions())::text[]));

do $$
declare
    name text;
begin
    foreach name in array array['consents', 'mandates', 'people_axes', 'people_partners',
                                'people_tags', 'participation', 'hand_list_people']
    loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy within on %I to members_within using ((select within_regions()) is null'
            ' or exists (select from people p where p.id = person_id))', name);
    end loop;
end
$$;

-- A view looks with the eyes of who asks it: else it would show everybody to everybody.
alter view reach set (security_invoker = true);
alter view people_bodies set (security_invoker = true);

-- The names of somebody are for whoever is limited to events if they were invited to one of them.
create function takes_part(person uuid) returns boolean language sql stable as
$$select within_events() is null or exists (
      select from participation p
       where p.person_id = person and p.event_id = any (within_events()))$$;

-- A sheet and an audience reach as far as who made them, also when a worker has them in hand.
alter table imports add column within text[] default within_regions();
alter table audiences add column within text[] default within_regions();
alter table resolvings add column within text[];

alter table imports enable row level security;
create policy within on imports to members_within
 using ((select within_regions()) is null or within <@ (select within_regions())::text[]);
do $$
declare
    name text;
begin
    foreach name in array array['import_pieces', 'import_rows']
    loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy within on %I to members_within using ((select within_regions()) is null'
            ' or exists (select from imports i where i.id = import_id))', name);
    end loop;
end
$$;

alter table people_in_brief enable row level security;
create policy within on people_in_brief to members_within
 using ((select within_regions()) is null or region = any ((select within_regions())::text[]));
