-- Who is silent is known in two databases: each change of it is noted here by the database itself, so
-- that nothing can forget it, and told to members, which keeps it for the day on which this database
-- is restored from a dump of before. `ended` is a silence that was lifted.
create table silences_to_tell (
    id bigint generated always as identity primary key,
    channel text not null,
    address_hash bytea not null,
    reason text not null,
    at timestamptz not null,
    ended boolean not null default false
);
insert into silences_to_tell (channel, address_hash, reason, at)
select channel, address_hash, reason, at from suppressions;

-- An end of silence is noted just after what it ended, not by the clock: any stop that is heard later
-- is then later than it, also one that waited for the end, and a restore may delete in any order.
create function silence_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into silences_to_tell (channel, address_hash, reason, at, ended)
        values (old.channel, old.address_hash, old.reason, old.at + interval '1 microsecond', true);
    else
        insert into silences_to_tell (channel, address_hash, reason, at)
        values (new.channel, new.address_hash, new.reason, new.at);
    end if;
    return null;
end
$$;
create trigger silence_changed after insert or update or delete on suppressions
    for each row execute function silence_changed();

-- When this database was restored from a dump: what others say again until some time after may have
-- gone out before the failure, so a send that begins by it waits for an organiser's word.
create table restores (
    at timestamptz primary key default now(),
    until timestamptz not null,
    by uuid not null
);

create function begin_stopped() returns trigger language plpgsql as $$
begin
    if new.kind <> 'cancellation' and exists (select from restores where until > now()) then
        new.state := 'stopped';
        new.stopped_by := (select by from restores where until > now() limit 1);
    end if;
    return new;
end
$$;
create trigger begin_stopped before insert on sends
    for each row execute function begin_stopped();
