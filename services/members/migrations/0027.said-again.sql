-- A page of a wave that was lost on the way is said again.
create index outbox_of_waves on outbox ((body ->> 'wave_id'))
    where type = 'audience.resolved.v1';
