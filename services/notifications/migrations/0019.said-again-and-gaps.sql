-- What is said once more: a correction of a send, and a send again to those whom it did not reach.
alter table sends drop constraint sends_kind_check;
alter table sends add constraint sends_kind_check check (kind in (
    'invitation', 'confirmation', 'place_offered', 'cancellation', 'reminder_day_before',
    'reminder_morning_of', 'reminder_soon', 'reminder_afterwards', 'change', 'chase',
    'announcement', 'correction'));
alter table sends
    add column corrects uuid references sends,
    add column resends uuid references sends,  -- the first of them, also of a send again of one
    add column mended text[] not null default '{}';  -- for which failures it goes again
create index sends_correcting on sends (corrects) where corrects is not null;
create index sends_resending on sends (resends) where resends is not null;

-- What was on its way when a send was stopped, or its event cancelled: a row each, by its id alone.
create table gaps (
    month date not null,
    delivery_id uuid not null,
    send_id uuid not null references sends,
    at timestamptz not null,
    primary key (month, delivery_id)
);
create index gaps_of_send on gaps (send_id);

-- People are listed by why nothing reached them, page by page.
create index deliveries_ended on deliveries (send_id, state, coalesce(reason, ''), channel, member_id)
    where state in ('failed', 'expired', 'excluded', 'uncertain', 'stopped');

-- Why rows are over, stopped, or in doubt is told in sums, too.
create or replace function reason_told(state text, reason text) returns text language sql immutable
return case when state in ('excluded', 'failed', 'expired', 'stopped', 'uncertain')
            then coalesce(reason, '') else '' end;
-- What was counted without a reason until now is counted anew.
delete from movements where state in ('expired', 'stopped', 'uncertain');
delete from totals where state in ('expired', 'stopped', 'uncertain');
insert into totals (send_id, channel, state, reason, rows, people, parts, cost)
select send_id, channel, state, reason_told(state, reason), count(*), count(*) filter (where lead),
       sum(parts), sum(cost)
  from deliveries where state in ('expired', 'stopped', 'uncertain') group by 1, 2, 3, 4;

-- What has to be mended before a row that came to nothing is sent again; '' when nothing can be:
-- who has stopped, was left out by others, or has answered since is not written to once more.
create function why_failed(state text, reason text) returns text language sql immutable
return case when state = 'failed' then
                 case when reason like 'bounce-%' then 'bounced' else 'rejected' end
            when state = 'excluded' and reason in ('bounced', 'destination') then reason
            when state = 'excluded' and reason in ('no_contact', 'no_consent') then 'unreachable'
            when state = 'expired' then
                 case when reason = 'too_often' then 'too_often' else 'late' end
            when state = 'uncertain' then 'unsure'
            else '' end;

-- Whether somebody was told by a send or by one again of it, waits to be, or may have been: by
-- any of their ids, on any channel, and through whomever. The last does not count if `unsure`.
create function told_otherwise(send uuid, person uuid, unsure boolean) returns boolean
language sql stable as
$$select exists (
    select from sends f
      join deliveries o on o.month = f.month and o.send_id = f.id
                       and o.member_id = any (array(select ids_of(person)))
      left join deliveries t on o.state = 'covered' and t.month = o.month and t.id = o.covered_by
     where (f.id = send or f.resends = send)
       and (coalesce(t.state, o.state) in ('waiting', 'claimed', 'sent', 'delivered')
            or (not unsure and (o.resent or coalesce(t.state, o.state) = 'uncertain'))))$$;
