-- name: bodies
-- Whether a line is used: by a person, or by an audience, whose filter names it by its code.
select code, names,
       exists (select from mandates where body = code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used
  from bodies order by created_at, code;

-- name: axes
select code, names,
       exists (select from people_axes where axis = code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used
  from axes order by position;

-- name: partners
select code, names,
       exists (select from people_partners where partner = code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used
  from partners order by created_at, code;

-- name: tags
select code, jsonb_build_object('und', name) as names,
       exists (select from people_tags where tag = code)
       or exists (select from audiences where position(to_json(code)::text in concat(filter, rule)) > 0)
       as used
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
