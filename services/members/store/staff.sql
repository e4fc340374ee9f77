-- name: add_account!
insert into staff (id, email, name, role, language, password_hash)
values (:id, :email, :name, :role, :language, :password_hash);

-- name: account^
select * from staff where email = :email;

-- name: change_password!
update staff set password_hash = :password_hash where id = :id;

-- name: disable!
update staff set disabled_at = coalesce(disabled_at, :now) where id = :id;

-- name: accounts
select id, email, name, role, disabled_at from staff order by email;

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
insert into sessions (secret_hash, staff_id, begun_at, seen_at)
values (:secret_hash, :staff_id, :now, :now);

-- name: session^
select s.staff_id, s.seen_at, a.name, a.role, a.language
  from sessions s join staff a on a.id = s.staff_id
 where s.secret_hash = :secret_hash and s.begun_at > :begun_after and s.seen_at > :seen_after
   and a.disabled_at is null;

-- name: seen!
update sessions set seen_at = :now where secret_hash = :secret_hash;

-- name: end_session^
delete from sessions where secret_hash = :secret_hash returning staff_id;

-- name: end_sessions!
delete from sessions where staff_id = :staff_id;

-- name: forget_sessions!
delete from sessions where begun_at < :begun_before or seen_at < :seen_before;
