-- Sheets that are checked before they change anybody, their columns, and taking an import back.

alter table imports drop constraint a_state;
alter table imports
    add constraint a_state check (state in (
        'uploading', 'checking', 'checked', 'waiting', 'running', 'done', 'undoing', 'undone',
        'refused')),
    add column check_first boolean not null default false,
    add column header jsonb not null default '[]', -- the titles of its columns
    add column roles jsonb not null default '[]',  -- what each of them is read as, or null
    add column taken_back integer not null default 0, -- rows, once it is undone
    add column kept integer not null default 0;       -- rows that undoing left as they are
drop index imports_open;
create index imports_open on imports (due_at, begun_at)
    where state in ('checking', 'waiting', 'running', 'undoing');

-- `cells` are those of the whole row now, in the sheet's order: what was set aside goes back with
-- all its columns. They are kept until the row is in, mended, or too old.
alter table import_rows
    add column changes jsonb,                      -- [field, old, new] for each, as texts
    add column added boolean not null default false, -- the person came in by this row
    add column taken_back text;                    -- what undoing did with it, or why nothing
drop index import_rows_by_member;
create index import_rows_by_member on import_rows (member_id, import_id)
    where member_id is not null;

-- By what the people of a sheet were known in its earlier rows, while it is worked off: so that a
-- double is one whether or not anything was written yet.
create table import_keys (
    import_id uuid not null references imports on delete cascade,
    key text not null,
    person_id uuid not null,
    primary key (import_id, key)
);
create index import_keys_by_person on import_keys (import_id, person_id);

-- What somebody said that the columns of a sheet are; for the next with the same header.
create table column_mappings (
    fingerprint text primary key,
    roles jsonb not null,
    mapped_by uuid not null,
    mapped_at timestamptz not null
);

-- The other numbers of a person: to be called, never written to.
create table alternates (
    person_id uuid not null references people on delete cascade,
    number text not null,                          -- E.164
    primary key (person_id, number)
);
create index alternates_by_number on alternates (number);

-- All that a sheet can say of people, one fact a line, as text.
create view facts with (security_invoker = true) as
select p.id as person_id, line.field, line.value
  from people p
 cross join lateral (values
     ('first_name', p.first_name), ('last_name', p.last_name), ('language', p.language),
     ('wish', p.wish), ('region', p.region), ('town', p.town), ('gender', p.gender),
     ('gender_words', p.gender_words), ('birth_year', p.birth_year::text),
     ('guardian_consent', p.guardian_consent::text), ('mobile', p.mobile),
     ('landline', p.landline), ('email', p.email)
 ) line (field, value)
 where line.value <> ''
union all
select distinct person_id, 'body', body from mandates
union all
select person_id, 'axis', axis from people_axes
union all
select person_id, 'tag', tag from people_tags
union all
select person_id, 'partner', partner from people_partners
union all
select person_id, 'alternate', number from alternates
union all
select person_id, channel || '_consent', given::text from standing_consents
 where purpose = 'invitations';

-- Whoever is limited to regions has what hangs on their people, and on their sheets.
alter table alternates enable row level security;
create policy within on alternates to members_within
 using ((select within_regions()) is null or exists (select from people p where p.id = person_id));
alter table import_keys enable row level security;
create policy within on import_keys to members_within
 using ((select within_regions()) is null or exists (select from imports i where i.id = import_id));
