-- Whoever is only told something is not called when no message reaches them.
alter table resolvings add column invites boolean not null default true;
