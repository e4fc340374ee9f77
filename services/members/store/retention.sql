-- What is over, by purpose: each query takes out at most so many rows from before a moment.

-- name: import_rows!
delete from import_rows where (import_id, row) in (
    select r.import_id, r.row
      from imports i join import_rows r on r.import_id = i.id
     where i.finished_at < :before
     limit :limit);

-- name: sign_in_tries!
delete from sign_in_tries where id in (
    select id from sign_in_tries where at < :before order by at limit :limit);

-- name: sessions!
delete from sessions where secret_hash in (
    select secret_hash from sessions where seen_at < :before limit :limit);

-- name: links!
delete from verifications where id in (
    select id from verifications where valid_until < :before order by valid_until limit :limit);

-- name: participation!
-- Also what came late of people who are erased.
delete from participation where (event_id, person_id) in (
    select event_id, person_id from participation p
     where coalesce(attended_at, answered_at, invited_at) < :before
        or exists (select from erased e where e.person_id = p.person_id)
     limit :limit);

-- name: erasures!
delete from erasures where member_id in (
    select member_id from erasures where asked_at < :before order by asked_at limit :limit);

-- name: silent_people
-- People who agreed to nothing and of whom nothing was heard since: proposed, never taken out.
select p.id as member_id, p.first_name, p.last_name, p.changed_at
  from people p
 where p.changed_at < now() - make_interval(
           days => (select days from retention where purpose = 'people'))
   and not exists (select from standing_consents s where s.person_id = p.id and s.given)
   and not exists (
       select from participation t
        where t.person_id = p.id
          and coalesce(t.attended_at, t.answered_at, t.invited_at) > now() - make_interval(
              days => (select days from retention where purpose = 'people')))
 order by p.changed_at, p.id
 limit :limit;
