-- Taking an import back takes nobody out of whom something is kept in the vault. What, of which kind
-- and since when stays there: the service hears whose, of those that it asks about.
create function people_in_vault(ids uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$$select distinct person_id from vault.entries where person_id = any (ids)$$;
revoke execute on function people_in_vault(uuid[]) from public;
grant execute on function people_in_vault(uuid[]) to members;
