-- name: add_half_sign_in!
insert into half_sign_ins (secret_hash, staff_id, begun_at)
values (:secret_hash, :staff_id, :now);

-- name: half_sign_in^
-- Wait for whoever has the same one in hand: it is good once.
select h.staff_id, a.name, a.email, a.role, a.language, true as second_factor,
       a.regions, a.events, a.ends_at
  from half_sign_ins h join staff a on a.id = h.staff_id
 where h.secret_hash = :secret_hash and h.begun_at > :begun_after and a.disabled_at is null
   and (a.ends_at is null or a.ends_at > :now)
   for update of h;

-- name: end_half_sign_in^
delete from half_sign_ins where secret_hash = :secret_hash returning staff_id;

-- name: forget_half_sign_ins!
delete from half_sign_ins where begun_at < :before;

-- name: second_factor^
select sealed_secret, last_step from second_factors where staff_id = :staff_id;

-- name: add_second_factor^
insert into second_factors (staff_id, sealed_secret, confirmed_at, last_step)
values (:staff_id, :sealed_secret, :now, :step)
on conflict (staff_id) do nothing
returning staff_id;

-- name: take_step^
-- Use a time step up; nothing when it, or a newer one, was used before.
update second_factors set last_step = :step
 where staff_id = :staff_id and last_step < :step
returning last_step;

-- name: add_recovery_codes!
insert into recovery_codes (staff_id, code_hash)
select :staff_id, code_hash from unnest(:hashes::bytea[]) as code_hash;

-- name: take_recovery_code^
update recovery_codes set used_at = :now
 where staff_id = :staff_id and code_hash = :code_hash and used_at is null
returning used_at;

-- name: recovery_codes_left$
select count(*) from recovery_codes where staff_id = :staff_id and used_at is null;

-- name: remove_second_factor^
delete from second_factors where staff_id = :staff_id returning staff_id;

-- name: add_wish!
insert into link_wishes (id, email, purpose, asked_at) values (:id, :email, :purpose, :now);

-- name: last_welcome$
-- When somebody was last invited, or is about to be.
select greatest(
    (select max(asked_at) from verifications where staff_id = :staff_id and purpose = 'welcome'),
    (select max(asked_at) from link_wishes where email = :email and purpose = 'welcome'));

-- name: take_wish^
delete from link_wishes
 where id = (select id from link_wishes order by id limit 1 for update skip locked)
returning *;

-- name: add_verification!
insert into verifications (id, token_hash, staff_id, purpose, asked_at, valid_until)
values (:id, :token_hash, :staff_id, :purpose, :now, :valid_until);

-- name: verification^
select v.id, v.purpose, v.staff_id, a.email, a.name
  from verifications v join staff a on a.id = v.staff_id
 where v.token_hash = :token_hash and v.used_at is null and v.valid_until > :now
   and a.disabled_at is null and (a.ends_at is null or a.ends_at > :now);

-- name: use_verification^
-- Use a link up, and with it every other that is open for the same account.
with used as (
    update verifications set used_at = :now
     where token_hash = :token_hash and used_at is null and valid_until > :now
    returning staff_id
), others as (
    update verifications v set used_at = :now
      from used u
     where v.staff_id = u.staff_id and v.used_at is null and v.token_hash <> :token_hash
)
select staff_id from used;

-- name: close_verifications!
update verifications set used_at = :now where staff_id = :staff_id and used_at is null;

-- name: forget_verifications!
delete from verifications where valid_until < :before;
