-- Links and codes go to people, too, also by SMS; and what people choose on their own pages.

-- Whom a message to a person goes to is encrypted, like what it says.
alter table account_mails
    add column channel text not null default 'email' constraint a_channel
        check (channel in ('sms', 'email')),
    add column sealed_address text,
    drop constraint nothing_kept_after_sending,
    add constraint nothing_kept_after_sending check (
        (sealed_token is null and email is null and name is null and sealed_address is null)
        or state in ('waiting', 'claimed', 'uncertain'));

drop index account_mails_waiting;
create index account_mails_waiting on account_mails (channel, due_at) where state = 'waiting';

-- When a person wants to hear nothing, on the clocks of Morocco.
alter table contacts
    add column quiet_from time,
    add column quiet_until time;

-- Until when somebody is to be left in peace; null when that is not so now.
create function peace_until(quiet_from time, quiet_until time, at timestamptz)
returns timestamptz language sql stable as
$$select case
    when quiet_from < quiet_until and local::time >= quiet_from and local::time < quiet_until
        then (local::date + quiet_until) at time zone 'Africa/Casablanca'
    when quiet_from > quiet_until and local::time >= quiet_from
        then (local::date + 1 + quiet_until) at time zone 'Africa/Casablanca'
    when quiet_from > quiet_until and local::time < quiet_until
        then (local::date + quiet_until) at time zone 'Africa/Casablanca'
end from (select at at time zone 'Africa/Casablanca') as here (local)$$;
