-- What an announcement says, by language, the first to fall back to: its send keeps it.
alter table sends add column said jsonb;
