-- The assembly to which too few came; the second one is convened in its place.
alter table assemblies add column first_id uuid references events;
create index assemblies_in_place_of on assemblies (first_id) where first_id is not null;
