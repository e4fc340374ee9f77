-- When there was last news of a wave, since when all of its people have rows at notifications,
-- and how often without news what had not come was asked for again. Of what went before this was
-- counted nobody can tell how many have rows.
alter table waves
    add column heard_at timestamptz,
    add column told_at timestamptz,
    add column missed_at timestamptz,
    add column missed integer not null default 0,
    add column counted boolean not null default false;
alter table waves alter column counted set default true;
update waves set told_at = complete_at, heard_at = complete_at;
create index waves_under_way on waves (requested_at)
    where state = 'going' and told_at is null and kind <> 'request';

-- What was said of a wave can be said again when it was lost on the way.
create index outbox_of_waves on outbox ((body ->> 'wave_id'))
    where type in ('audience.requested.v1', 'invitation.issued.v1', 'announcement.issued.v1');

-- The same of an assembly's roll, which nobody is told of.
alter table rolls
    add column heard_at timestamptz,
    add column missed_at timestamptz,
    add column missed integer not null default 0;
create index rolls_under_way on rolls (asked_at) where complete_at is null;
