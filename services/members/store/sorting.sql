-- name: bodies
-- Whether a line is used: by a person, also one whom whoever asks may not see, or by an audience,
-- whose filter names it by its code; and whether it is theirs to change.
select code, names,
       is_had('bodies', code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used, is_theirs(within, null) as theirs
  from bodies order by created_at, code;

-- name: axes
select code, names,
       is_had('axes', code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used, is_theirs(within, null) as theirs
  from axes order by position;

-- name: partners
select code, names,
       is_had('partners', code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used, is_theirs(within, null) as theirs
  from partners order by created_at, code;

-- name: tags
select code, jsonb_build_object('und', name) as names,
       is_had('tags', code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used, is_theirs(within, null) as theirs
  from tags order by name, code;

-- name: add_bodies!
insert into bodies (code, names) values (:code, :names);

-- name: add_axes!
insert into axes (code, position, names)
select :code, coalesce(max(position), 0) + 1, :names from axes;

-- name: add_partners!
insert into partners (code, names) values (:code, :names);

-- name: add_tags!
insert into tags (code, name) values (:code, :names::jsonb ->> 'und');

-- name: rename_bodies!
update bodies set names = :names where code = :code;

-- name: rename_axes!
update axes set names = :names where code = :code;

-- name: rename_partners!
update partners set names = :names where code = :code;

-- name: rename_tags!
update tags set name = :names::jsonb ->> 'und' where code = :code;

-- name: remove_bodies!
delete from bodies where code = :code;

-- name: remove_axes!
delete from axes where code = :code;

-- name: remove_partners!
delete from partners where code = :code;

-- name: remove_tags!
delete from tags where code = :code;
