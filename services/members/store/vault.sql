-- name: entries
select person_id, kind, sealed, wording, agreed_on, collected_by, purpose, kept_at
  from vault.entries where person_id = any (:ids) order by kind, kept_at;

-- name: keep^
-- The same command again changes nothing, and gives nothing back.
insert into vault.entries as held (person_id, kind, sealed, wording, agreed_on, collected_by,
                                   purpose, kept_by, command_id)
values (:person_id, :kind, :sealed, :wording, :agreed_on, :collected_by, :purpose, :kept_by,
        :command_id)
on conflict (person_id, kind) do update
   set sealed = excluded.sealed, wording = excluded.wording, agreed_on = excluded.agreed_on,
       collected_by = excluded.collected_by, purpose = excluded.purpose,
       kept_by = excluded.kept_by, kept_at = now(), command_id = excluded.command_id
 where held.command_id <> excluded.command_id
returning kind;

-- name: forget
delete from vault.entries where person_id = any (:ids) and kind = :kind returning kind;

-- name: next_sealed
select person_id, kind, sealed from vault.entries
 where :person_id::uuid is null or (person_id, kind) > (:person_id::uuid, :after_kind::text)
 order by person_id, kind
 limit :limit;
