-- One service's database and roles. The one source for the local stack, the tests and compose.
--
-- Run by psql as a superuser, once for each service, with these variables set:
--   service         members | events | notifications: the names of its roles come of it
--   database        the database's name; tests make several for the same roles
--   owner_password, service_password, relay_password
--   vault_password  only for a service that keeps something apart from itself (members)
--
-- What is left behind:
--   <service>_owner  owns the database and runs its migrations
--   <service>        what the service runs as: reads and writes rows, changes no table
--   <service>_within what it becomes for somebody with limits: the same rights, and only those rows
--                    that the policies of its tables let through; nobody signs in as it
--   relay            may only connect; migrations grant it the outbox
--   <service>_vault  with a vault_password: reaches the schema that is kept apart, and nothing else
-- Nobody else can connect. Running it again changes nothing but the passwords.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

-- Roles are shared by all databases of a cluster: two runs at once take turns.
SELECT pg_advisory_lock(hashtext('multaqa.provision')) \g /dev/null

SELECT :'service' || '_owner' AS owner, :'service' || '_within' AS within \gset

SELECT format('CREATE ROLE %I LOGIN', wanted)
  FROM unnest(ARRAY[:'owner', :'service', :'within', 'relay']) AS wanted
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec

ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
-- The policies are for whoever has limits; the service itself sees all of its rows.
ALTER ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS
    PASSWORD :'service_password';
ALTER ROLE :"within" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT :"within" TO :"service";
ALTER ROLE relay LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'relay_password';

\if :{?vault_password}
SELECT :'service' || '_vault' AS vault \gset
SELECT format('CREATE ROLE %I LOGIN', :'vault')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'vault')
\gexec
ALTER ROLE :"vault" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'vault_password';
\endif

SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

-- The database this runs in is the administrator's, and no service's business.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"owner", :"service", relay;
\if :{?vault_password}
GRANT CONNECT ON DATABASE :"database" TO :"vault";
\endif
-- Bulk work (an import's rows) is staged in temporary tables.
GRANT TEMPORARY ON DATABASE :"database" TO :"owner", :"service", :"within";

\connect :"database"
SET client_min_messages = warning;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"service", :"within", relay;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO :"service";
