-- name: add_document!
insert into documents (id, event_id, kind, name, media_type, size, added_at, added_by)
values (:id, :event_id, :kind, :name, :media_type, :size, :now, :by);

-- name: documents_of
-- Those that are there whole.
select id as document_id, kind, name, media_type, size, added_at
  from documents
 where event_id = :event_id and complete
 order by added_at, id;

-- name: lock_document^
select id as document_id, kind, name, media_type, size, added_at, complete
  from documents
 where id = :id and event_id = :event_id
   for update;

-- name: find_document^
select id as document_id, kind, name, media_type, size, added_at
  from documents
 where id = :id and event_id = :event_id and complete;

-- name: add_document_piece!
insert into document_pieces (document_id, number, content) values (:id, :number, :content)
on conflict do nothing;

-- name: pieces_there^
select coalesce(sum(length(content)), 0)::integer as bytes, count(*)::integer as pieces,
       coalesce(max(number), -1) as last
  from document_pieces where document_id = :id;

-- name: document_piece^
select content, number = (select max(number) from document_pieces where document_id = :id) as last
  from document_pieces
 where document_id = :id and number = :number;

-- name: complete_document!
update documents set complete = true where id = :id;

-- name: remove_document!
delete from documents where id = :id;

-- name: forget_unfinished!
-- What somebody began to send and never finished.
delete from documents where not complete and added_at < :before;

-- name: count_documents$
-- All, also those of which not every piece has come.
select count(*) from documents where event_id = :event_id;

-- name: copy_documents!
-- What is decided about is the same a second time; minutes are of the first.
with chosen as materialized (
    select d.*, gen_random_uuid() as copy_id
      from documents d
     where d.event_id = :event_id and d.complete and d.kind = 'document'
), copied as (
    insert into documents (id, event_id, kind, name, media_type, size, complete, added_at, added_by)
    select copy_id, :copy_id, kind, name, media_type, size, true, added_at, added_by from chosen
)
insert into document_pieces (document_id, number, content)
select c.copy_id, p.number, p.content
  from chosen c join document_pieces p on p.document_id = c.id;
