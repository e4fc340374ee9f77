-- A sheet fills empty tables faster than autovacuum looks at them: until it does, the planner
-- believes them empty, and joins each chunk's people with everybody there is. Only an owner may
-- have statistics made, so the one who imports asks for them here.
create function learn_sizes() returns void
    language plpgsql security definer set search_path = public, pg_temp as
$$begin
    analyze people, people_in_brief, standing_consents, consents, people_axes, mandates,
            people_tags, people_partners, alternates, import_rows, import_keys;
end$$;
