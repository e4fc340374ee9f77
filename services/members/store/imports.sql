-- name: add_import!
insert into imports (id, filename, size, language, consent_wording, consent_source, consent_date,
                     consent_collector, check_first, begun_by, begun_at)
values (:id, :filename, :size, :language, :consent_wording, :consent_source, :consent_date,
        :consent_collector, :check_first, :begun_by, :now);

-- name: forget_abandoned!
-- Sheets that were never handed over.
delete from imports where state = 'uploading' and begun_at < :before;

-- name: find_import^
select * from imports where id = :id;

-- name: lock_import^
select * from imports where id = :id for update;

-- name: add_piece!
insert into import_pieces (import_id, number, content) values (:import_id, :number, :content)
on conflict do nothing;

-- name: uploaded^
select coalesce(array_agg(number order by number), '{}') as numbers,
       coalesce(sum(length(content)), 0) as size
  from import_pieces where import_id = :import_id;

-- name: hand_over^
update imports set state = case when check_first then 'checking' else 'waiting' end
 where id = :id
returning *;

-- name: work_through^
-- From its first row, whatever was found before.
update imports
   set state = :state, roles = :roles, checkpoint = 0, done = 0, verdicts = '{}', failures = 0
 where id = :id
returning *;

-- name: undo_import^
update imports set state = 'undoing', checkpoint = 0, failures = 0 where id = :id returning *;

-- name: forget_keys!
delete from import_keys where import_id = :id;

-- name: find_mapping$
select roles from column_mappings where fingerprint = :fingerprint;

-- name: keep_mapping!
insert into column_mappings (fingerprint, roles, mapped_by, mapped_at)
values (:fingerprint, :roles, :by, :now)
on conflict (fingerprint) do update
   set roles = excluded.roles, mapped_by = excluded.mapped_by, mapped_at = excluded.mapped_at;

-- name: first_cells
-- What stands in the first rows, to show what a column holds.
select cells from import_rows
 where import_id = :id and cells is not null
 order by row
 limit :limit;

-- name: page_of_cells
-- Rows that were set aside, as they stand in the sheet.
select row, cells, reasons
  from import_rows
 where import_id = :id and row > :after and verdict = 'quarantined' and cells is not null
 order by row
 limit :limit;

-- name: latest_imports
select * from imports where state <> 'uploading' order by begun_at desc, id desc limit :limit;

-- name: page_of_rows
-- Rows by what is known of them; while a sheet is worked through, not what was found before.
select r.row, r.verdict, r.reasons, r.name, r.phone, r.email, r.member_id,
       coalesce(case when not r.added then r.changes end, '[]') as changes, r.taken_back
  from import_rows r
  join imports i on i.id = r.import_id
 where r.import_id = :id and r.row > :after and r.verdict is not null
   and (i.state not in ('checking', 'waiting', 'running') or r.row <= i.checkpoint)
   and (:verdict::text is null or r.verdict = :verdict)
   and (not :kept or r.taken_back <> 'taken-back')
 order by r.row
 limit :limit;

-- --- The work ------------------------------------------------------------------------------

-- name: take_import^
-- An import that nobody else is at.
select * from imports
 where state in ('checking', 'waiting', 'running', 'undoing') and due_at <= :now
 order by due_at, begun_at
 limit 1
   for update skip locked;

-- name: start_running!
update imports set state = 'running', started_at = :now where id = :id;

-- name: take_time#
-- Opening a large workbook takes longer than a transaction may otherwise be idle.
set local idle_in_transaction_session_timeout = '15min';

-- name: piece$
select content from import_pieces where import_id = :import_id and number = :number;

-- name: finish_reading!
update imports
   set is_read = true, failures = 0, header = :header, roles = :roles,
       started_at = coalesce(started_at, :now),
       rows = (select count(*) from import_rows where import_id = :id)
 where id = :id;

-- name: refuse_import!
update imports set state = 'refused', refused = :code, detail = :detail, finished_at = :now
 where id = :id;

-- name: forget_pieces!
delete from import_pieces where import_id = :id;

-- name: postpone_import^
update imports set failures = failures + 1, due_at = :due_at where id = :id returning failures;

-- name: next_rows
-- Whoever was erased since the sheet was checked has left a row that says nothing.
select row, coalesce(cells, '[]') as cells from import_rows
 where import_id = :id and row > :after
 order by row
 limit :limit;

-- name: learn_sizes^
select learn_sizes();

-- name: settle_chunk!
update imports
   set checkpoint = :checkpoint, done = done + :done, verdicts = :verdicts, failures = 0
 where id = :id;

-- name: finish_import!
update imports
   set state = case state when 'checking' then 'checked' else 'done' end,
       -- Not before what its last transaction wrote: see judge_people in undoing.sql.
       rows = done, finished_at = greatest(:now, now())
 where id = :id;

-- name: wait_for_columns!
-- Somebody has to say first what the columns are.
update imports set state = 'checked', finished_at = :now where id = :id;

-- name: forget_cells!
-- What is in is no longer needed as it stood in the sheet, nor are rows that say nothing.
update import_rows set cells = null
 where import_id = :id and verdict is distinct from 'quarantined' and cells is not null;

-- name: forget_old_cells!
-- What was set aside and not fetched again, and sheets that were checked and left.
with old as (
    delete from imports where state = 'checked' and finished_at < :before
)
update import_rows r set cells = null
  from imports i
 where i.id = r.import_id and i.state <> 'checked' and i.finished_at < :before
   and r.verdict = 'quarantined' and r.cells is not null;
