-- What surely did not arrive is told on the person's other channel, once: whether that was looked
-- at. What failed before this stays as it is.
alter table deliveries add column looked_after boolean not null default true;
alter table deliveries alter column looked_after set default false;
create index deliveries_failed on deliveries (changed_at)
    where not looked_after
      and (state = 'failed' or (state = 'excluded' and reason in ('bounced', 'destination')));
