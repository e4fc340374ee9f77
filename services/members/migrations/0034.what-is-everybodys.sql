-- Lists by hand, and what people are sorted by, are for everybody to use, and are renamed and taken
-- away by whoever reaches as far as who made them: audiences everywhere mean people by these.
do $$
declare
    name text;
begin
    foreach name in array array['hand_lists', 'bodies', 'axes', 'partners', 'tags']
    loop
        execute format('alter table %I add column within text[] default within_regions()', name);
        execute format('alter table %I enable row level security', name);
        execute format('create policy seen on %I for select to members_within using (true)', name);
        execute format(
            'create policy made on %I for insert to members_within'
            ' with check (is_theirs(within, null))', name);
        execute format(
            'create policy changed on %I for update to members_within'
            ' using (true) with check (is_theirs(within, null))', name);
        execute format(
            'create policy gone on %I for delete to members_within'
            ' using (is_theirs(within, null))', name);
    end loop;
end
$$;

-- Whether anybody has a line, or is on a list, also those whom whoever asks may not see.
create function is_had(kind text, line text) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$select case kind
       when 'bodies' then exists (select from mandates where body = line)
       when 'axes' then exists (select from people_axes where axis = line)
       when 'partners' then exists (select from people_partners where partner = line)
       when 'tags' then exists (select from people_tags where tag = line) end$$;
create function how_many_on(list uuid) returns integer
language sql stable security definer set search_path = public, pg_temp as
$$select count(*)::integer from hand_list_people where list_id = list$$;

-- A list takes its places with it, and only whoever sees them all knows what that is.
create policy all_seen on hand_lists as restrictive for delete to members_within
 using (how_many_on(id) = (select count(*) from hand_list_people p where p.list_id = id));
