-- That somebody chose their language, or how they want to be told, on their own page or when they
-- joined: a sheet fills these in, and does not take them back.
alter table people
    add column own_language boolean not null default false,
    add column own_wish boolean not null default false;
