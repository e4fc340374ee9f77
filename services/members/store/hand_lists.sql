-- name: add_hand_list!
insert into hand_lists (id, name, created_by) values (:id, :name, :created_by);

-- name: rename_hand_list!
update hand_lists set name = :name where id = :id;

-- name: audiences_that_name
-- There are few of them, and an id is in a rule for one reason only.
select name from audiences
 where (kept or changed_at > :since) and position(:list_id in coalesce(rule::text, '')) > 0
 order by name, id;

-- name: remove_hand_list!
-- Whoever is on it goes with it: from the list, not from the people. Nothing for whoever has not all
-- of it within their limits.
delete from hand_lists where id = :id;

-- name: hand_lists
-- By name, each with how many people are on it.
select l.id as list_id, l.name,
       (select count(*)::integer from hand_list_people p where p.list_id = l.id) as people,
       is_theirs(l.within, null) as theirs
  from hand_lists l
 order by l.name, l.id
 limit :limit;

-- name: find_hand_list^
select l.id as list_id, l.name,
       (select count(*)::integer from hand_list_people p where p.list_id = l.id) as people,
       is_theirs(l.within, null) as theirs
  from hand_lists l
 where l.id = :id;

-- name: hand_lists_of
select l.id as list_id, l.name
  from hand_lists l
  join hand_list_people p on p.list_id = l.id
 where p.person_id = :person_id
 order by l.name, l.id;

-- name: put_on!
-- Whoever is not known is passed over; whoever is on it stays on it.
insert into hand_list_people (list_id, person_id)
select :list_id, id from people where id = any (:ids)
on conflict do nothing;

-- name: take_off!
delete from hand_list_people where list_id = :list_id and person_id = any (:ids);

-- name: people_on
-- The people of a list by name, after the given one.
select p.id, p.first_name, p.last_name, p.language, p.region, r.channels,
       array(select body from people_bodies b where b.person_id = p.id order by body) as bodies
  from hand_list_people l
  join people p on p.id = l.person_id
  join reach r on r.person_id = p.id
 where l.list_id = :list_id
   and (:after::uuid is null
        or (p.sort_name, p.id) > (select a.sort_name, a.id from people a where a.id = :after))
 order by p.sort_name, p.id
 limit :limit;

-- name: partners
select code, names from partners order by created_at, code;

-- name: tags
select code, jsonb_build_object('fr', name) as names from tags order by name, code limit :limit;
