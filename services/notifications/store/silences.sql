-- name: take_silences
-- What has changed of who is silent and was told to nobody yet.
delete from silences_to_tell
 where id in (select id from silences_to_tell order by id limit :limit for update skip locked)
returning channel, encode(address_hash, 'hex') as address_hash, reason, at, ended;
