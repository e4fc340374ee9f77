-- A guardian's no stands until a sheet or an organiser says otherwise: somebody who joins types a
-- name, and nobody asks the guardian. Who joined so before cannot be told any more.
alter table people
    add column guardian_no_on date,
    add column guardian_self boolean not null default false;  -- the consent is what they said when joining
