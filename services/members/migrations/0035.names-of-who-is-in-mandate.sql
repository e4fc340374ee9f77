-- Whose assembly an event is, as a wave of it asked last: whoever is in mandate there is expected at
-- its door, also whom no message reaches, who is invited to nothing.
alter table resolvings
    add column body text,                  -- null: an audience that organisers chose
    add column held_on date;
update resolvings
   set body = rule #>> '{groups,0,conditions,0,values,0}',
       held_on = (rule #>> '{groups,0,conditions,0,on}')::date
 where audience_id = event_id;

create function is_in_mandate(person uuid, event uuid) returns boolean language sql stable as
$$select exists (
      select from (select body, held_on from resolvings r
                    where r.event_id = event and r.body is not null
                    order by r.asked_at desc limit 1) convened
        join mandates m on m.body = convened.body
                       and (m.begins_on is null or m.begins_on <= convened.held_on)
                       and (m.ends_on is null or m.ends_on > convened.held_on)
       where m.person_id in (
             select person union select a.alias_id from aliases a where a.person_id = person))$$;

create or replace function takes_part(person uuid) returns boolean language sql stable as
$$select within_events() is null or exists (
      select from participation p
       where p.event_id = any (within_events())
         and p.person_id in (
             select who.id
              union
             select alias_id from aliases where person_id = who.id))
      or exists (select from unnest(within_events()) e (id) where is_in_mandate(who.id, e.id))
    from (select coalesce((select a.person_id from aliases a where a.alias_id = person), person)
              as id) who$$;
