-- What the association has decided about money: one row, once somebody has decided. All money is
-- in thousandths of a dirham.
create table money_rules (
    one boolean primary key default true check (one),
    version integer not null,
    body jsonb not null
);

-- What was spent in a month, or for an event: claims reserve their price here, one after another.
create table budgets (
    month date,
    event_id uuid,
    spent bigint not null default 0,
    most bigint,                               -- of an event, when it has a budget of its own
    check (num_nonnulls(month, event_id) = 1)
);
create unique index budgets_of_months on budgets (month) where month is not null;
create unique index budgets_of_events on budgets (event_id) where event_id is not null;
alter table budgets enable row level security;
create policy within on budgets to notifications_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));

-- What a row has cost: written by its claim, taken back when it was surely not sent.
alter table deliveries
    add column parts integer not null default 0,
    add column cost bigint not null default 0;

-- Progress says what was spent, without looking at a row.
alter table movements
    add column parts bigint not null default 0,
    add column cost bigint not null default 0;
alter table totals
    add column parts bigint not null default 0,
    add column cost bigint not null default 0;

create or replace function deliveries_changed() returns trigger language plpgsql as $$
begin
    insert into movements (send_id, channel, state, reason, rows, people, parts, cost)
    select send_id, channel, state, reason_told(state, reason),
           sum(sign), coalesce(sum(sign) filter (where lead), 0), sum(sign * parts),
           sum(sign * cost)
      from (select send_id, channel, state, reason, lead, parts, cost, 1 as sign from now_there
            union all
            select send_id, channel, state, reason, lead, parts, cost, -1 from was_there) as change
     group by 1, 2, 3, 4
    having sum(sign) <> 0 or sum(sign * cost) <> 0 or sum(sign * parts) <> 0;
    return null;
end
$$;
