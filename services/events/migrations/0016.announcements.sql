-- An announcement to those who answered something goes page by page: where it is.
alter table waves add column after_holder uuid, add column after_person uuid;
create index announcements_going on waves (requested_at)
    where kind = 'announcement' and state = 'going' and complete_at is null;
