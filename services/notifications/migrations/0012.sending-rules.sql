-- What the association has decided about its sending: one row, once somebody has decided.
create table sending_rules (
    one boolean primary key default true check (one),
    version integer not null,
    body jsonb not null
);

-- Why nothing of a batch goes now although rows are due; `due_at` is when that ends.
alter table batches add column held text;
create index batches_held on batches (held) where held is not null;

-- When a sender took the row that was sent: a receipt may come days later.
alter table deliveries add column told_at timestamptz;

-- When a person may be told again who was told as often as is allowed, of what goes to many; null:
-- now. One send counts once, on however many channels; whom somebody else was told for, too.
-- Each id of a person is looked up by key (any of an array), whatever the planner guesses.
create function limit_until(
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
