-- Who came is told with a version, because a check-in may be taken back: an older word that comes
-- late changes nothing.
alter table participation add column attended_version bigint not null default 0;
