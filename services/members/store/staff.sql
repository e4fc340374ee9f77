-- name: add_account!
insert into staff (id, email, name, role, language, password_hash, invited_at,
                   regions, events, ends_at)
values (:id, :email, :name, :role, :language, :password_hash, :invited_at,
        :regions, :events, :ends_at);

-- name: account^
-- Whether somebody has a second factor is part of how he signs in.
select a.*, f.staff_id is not null as second_factor
  from staff a left join second_factors f on f.staff_id = a.id
 where a.email = :email;

-- name: account_of^
select a.*, f.staff_id is not null as second_factor
  from staff a left join second_factors f on f.staff_id = a.id
 where a.id = :id;

-- name: seize_account^
-- The strongest lock: a second factor that is being set up holds the weakest on its account.
select id from staff where id = :id for update;

-- name: change_password!
update staff set password_hash = :password_hash, invited_at = null where id = :id;

-- name: choose_language!
update staff set language = :language where id = :id;

-- name: change_role!
update staff set role = :role, regions = :regions, events = :events, ends_at = :ends_at
 where id = :id;

-- name: disable!
update staff set disabled_at = coalesce(disabled_at, :now) where id = :id;

-- name: enable!
update staff set disabled_at = null where id = :id;

-- name: accounts
select a.id, a.email, a.name, a.role, a.language, a.disabled_at, a.invited_at,
       a.regions, a.events, a.ends_at,
       f.staff_id is not null as second_factor,
       count(s.id) filter (where s.begun_at > :begun_after and s.seen_at > :seen_after)
           as sessions,
       max(s.seen_at) as seen_at
  from staff a
  left join second_factors f on f.staff_id = a.id
  left join sessions s on s.staff_id = a.id
 group by a.id, f.staff_id
 order by a.disabled_at is not null, a.name, a.email;

-- name: seize_admins
-- Who may manage the staff; nobody else takes an administrator away until this transaction ends.
-- With whom it is about, in one order: taken apart, two who change roles at once wait for each other.
select id, role = 'admin' and disabled_at is null and invited_at is null as manages
  from staff
 where (role = 'admin' and disabled_at is null and invited_at is null) or id = :about
 order by id
   for update;

-- name: take_turns
-- Tries from one place, and on one account, are counted one after the other.
select pg_advisory_xact_lock(('x' || encode(substr(key, 1, 8), 'hex'))::bit(64)::bigint)
  from unnest(:keys::bytea[]) with ordinality as turn (key, position)
 order by position;

-- name: tries^
select count(*) filter (where not succeeded and account = :account and origin = :origin
                          and at > :since) as here,
       count(*) filter (where not succeeded and origin = :origin and at > :since) as origin,
       count(*) filter (where not succeeded and account = :account and at > :since) as account,
       coalesce(bool_or(succeeded and account = :account and origin = :origin), false)
           as known_here,
       min(at) filter (where not succeeded and at > :since) as oldest
  from sign_in_tries
 where account = :account or (origin = :origin and at > :since);

-- name: add_try!
insert into sign_in_tries (id, account, origin, at) values (:id, :account, :origin, :at);

-- name: forget_tries!
delete from sign_in_tries where at < :before;

-- name: try_succeeded!
update sign_in_tries set succeeded = true where id = :id;

-- name: add_session!
insert into sessions (secret_hash, staff_id, begun_at, seen_at, browser)
values (:secret_hash, :staff_id, :now, :now, :browser);

-- name: session^
select s.id as session_id, s.staff_id, s.seen_at, s.browser, a.email, a.name, a.role, a.language,
       a.regions, a.events, a.ends_at,
       f.staff_id is not null as second_factor
  from sessions s
  join staff a on a.id = s.staff_id
  left join second_factors f on f.staff_id = a.id
 where s.secret_hash = :secret_hash and s.begun_at > :begun_after and s.seen_at > :seen_after
   and a.disabled_at is null and (a.ends_at is null or a.ends_at > :now);

-- name: unknown_regions
select code from unnest(:codes::text[]) code where code not in (select code from regions);

-- name: seen!
update sessions set seen_at = :now where secret_hash = :secret_hash;

-- name: end_session^
delete from sessions where secret_hash = :secret_hash returning staff_id;

-- name: end_one_session!
delete from sessions where staff_id = :staff_id and id = :id;

-- name: end_sessions!
-- All of an account's, or all but one; a sign-in that waits for its code is over, too.
with half as (
    delete from half_sign_ins where staff_id = :staff_id
)
delete from sessions where staff_id = :staff_id and id is distinct from :but::uuid;

-- name: sessions_of
select id, begun_at, seen_at, browser from sessions
 where staff_id = :staff_id and begun_at > :begun_after and seen_at > :seen_after
 order by seen_at desc, begun_at desc;

-- name: forget_sessions!
delete from sessions where begun_at < :begun_before or seen_at < :seen_before;
