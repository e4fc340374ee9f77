-- An end of silence is noted just after what it ended, not by the clock: any stop that is heard later
-- is then later than it, also one that waited for the end, and a restore may delete in any order.
create or replace function silence_changed() returns trigger language plpgsql as $$
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
