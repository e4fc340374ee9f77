-- How far somebody's rights reach, and from where something was done.

-- The limits of the transaction (shared/db/limits.py); null is no limit, an empty list nothing.
create function within_regions() returns text[] language sql stable parallel safe as
$$select nullif(current_setting('multaqa.regions', true), '')::text[]$$;
create function within_events() returns uuid[] language sql stable parallel safe as
$$select nullif(current_setting('multaqa.events', true), '')::uuid[]$$;

-- <service>_within may do to tables and sequences what <service> may; called after migrations.
create function mirror_rights() returns void language plpgsql as $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
    has record;
begin
    if not exists (select from pg_roles where rolname = service || '_within') then
        return;
    end if;
    for has in
        select c.oid::regclass as name, c.relkind, r.privilege,
               case when c.relkind = 'S' then has_sequence_privilege(service, c.oid, r.privilege)
                    else has_table_privilege(service, c.oid, r.privilege) end as granted
          from pg_class c
          join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'usage'])
               as r (privilege)
            on (c.relkind = 'S') = (r.privilege = 'usage')
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
           and c.relowner = (select oid from pg_roles where rolname = current_user)
    loop
        execute format(
            case when has.granted then 'grant %1$s on %2$s %3$s to %4$I'
                 else 'revoke %1$s on %2$s %3$s from %4$I' end,
            has.privilege, case when has.relkind = 'S' then 'sequence' else 'table' end,
            has.name, service || '_within');
    end loop;
end
$$;

-- From where: what the browser calls itself, and a keyed hash of the network, short enough to be
-- compared by eye and too short to be turned back. `detail` is what an action needs said: a reason.
alter table audit
    add column browser text not null default '',
    add column origin text not null default '',
    add column detail text not null default '';
create index audit_of_actor on audit (actor_id, id);
