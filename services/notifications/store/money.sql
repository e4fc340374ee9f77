-- name: money_rules^
select body from money_rules;

-- name: put_money_rules$
insert into money_rules (version, body) values (1, jsonb_set(:body, '{version}', '1'))
on conflict (one) do update
   set version = money_rules.version + 1,
       body = jsonb_set(excluded.body, '{version}', to_jsonb(money_rules.version + 1))
returning body;

-- name: hold_event_budget^
-- What was spent for an event; nobody else spends for it until this transaction ends.
insert into budgets (event_id) values (:event_id)
on conflict (event_id) where event_id is not null do update set spent = budgets.spent
returning spent, most;

-- name: hold_event_budgets!
-- The same for several, always in one order and before any month.
insert into budgets (event_id) select e from unnest(:event_ids::uuid[]) as e order by e
on conflict (event_id) where event_id is not null do update set spent = budgets.spent;

-- name: hold_month_budget^
insert into budgets (month) values (:month)
on conflict (month) where month is not null do update set spent = budgets.spent
returning spent;

-- name: spend!
update budgets set spent = spent + :amount where event_id = :event_id or month = :month;

-- name: spend_of_month!
update budgets set spent = spent + :amount where month = :month;

-- name: price_rows!
update deliveries d set parts = p.parts, cost = p.cost
  from unnest(:ids::uuid[], :parts::integer[], :costs::bigint[]) as p (id, parts, cost)
 where d.month = :month and d.id = p.id and d.state = 'claimed';

-- name: put_back!
-- Take back claims that nothing was done for: as if they had not been made.
update deliveries
   set state = 'waiting', reason = :reason, lease_until = null, attempts = attempts - 1
 where month = :month and id = any(:ids) and state = 'claimed';

-- name: take_back_costs
-- What was surely not sent has cost nothing, but for the parts of it that were taken; only of rows
-- that nobody has claimed since. A final no also ends what was taken for lost. The rows are held
-- first: two who find the same unsent must not both give it back.
with unsent as materialized (
    select d.month, d.id, d.event_id, d.told_at, least(r.parts, d.parts) as parts,
           d.cost - coalesce(d.cost / nullif(d.parts, 0) * least(r.parts, d.parts), 0) as cost
      from unnest(:ids::uuid[], :attempts::integer[], :finals::boolean[], :parts::integer[])
           as r (id, attempts, final, parts)
      join deliveries d on d.month = :month and d.id = r.id and d.attempts = r.attempts
     where (d.state = 'claimed' or (r.final and d.state = 'uncertain'))
       and (d.cost > 0 or d.parts > 0)
     order by d.id
       for update of d
), taken as (
    update deliveries d set cost = d.cost - u.cost, parts = u.parts
      from unsent u
     where d.month = u.month and d.id = u.id
)
select event_id, date_trunc('month', told_at at time zone :zone)::date as month,
       sum(cost)::bigint as amount
  from unsent
 group by 1, 2
 order by 2;

-- name: event_budget^
select spent, most from budgets where event_id = :event_id;

-- name: month_budget^
select spent from budgets where month = :month;

-- name: set_event_budget!
insert into budgets (event_id, most) values (:event_id, :most)
on conflict (event_id) where event_id is not null do update set most = excluded.most;

-- name: some_event_has_a_budget$
-- Whether a budget of an event that is not over could be made to stop nothing.
select exists (select from budgets b left join cards c using (event_id)
                where b.most is not null
                  and (c.event_id is null or (c.body ->> 'ends_at')::timestamptz > :now));
