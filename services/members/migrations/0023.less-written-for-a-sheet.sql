-- An index on (member_id, import_id) stands beside it.
drop index import_rows_of_member;

-- Only of tables that are twice as large as when they were last looked at: a look at all of them
-- takes as long as a chunk, and a sheet that changes little fills only its own.
create or replace function learn_sizes() returns void
    language plpgsql security definer set search_path = public, pg_temp as
$$declare
    grown regclass;
begin
    for grown in
        select oid from pg_class
         where oid = any (array['people', 'people_in_brief', 'standing_consents', 'consents',
                                'people_axes', 'mandates', 'people_tags', 'people_partners',
                                'alternates', 'import_rows', 'import_keys']::regclass[])
           and pg_relation_size(oid) > 2 * relpages * current_setting('block_size')::bigint
    loop
        execute format('analyze %s', grown);
    end loop;
end$$;
