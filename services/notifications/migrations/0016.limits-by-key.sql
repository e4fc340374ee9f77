-- The same as before, but each id of a person is looked up by key, whatever the planner guesses.
create or replace function limit_until(
    person uuid, this_send uuid, most integer, days integer, moment timestamptz
) returns timestamptz language sql stable as
$$select told.last_at + make_interval(days => days)
  from (
      select max(coalesce(t.told_at, d.told_at, d.changed_at)) as last_at
        from deliveries d
        join sends s on s.id = d.send_id
        left join deliveries t
          on d.state = 'covered' and t.id = d.covered_by and t.month = d.month
       where d.member_id = any (array(select ids_of(person))) and d.send_id <> this_send
         and s.kind in ('invitation', 'announcement', 'chase')
         and coalesce(t.state, d.state) in ('claimed', 'sent', 'delivered', 'uncertain')
       group by d.send_id
  ) told
 where told.last_at > moment - make_interval(days => days)
 order by told.last_at desc
offset most - 1
 limit 1$$;
