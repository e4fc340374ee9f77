-- Parts of a message that is whole stay known for a while, so that one that is said again is not
-- taken for a message of its own.
alter table inbound_pieces add column taken_at timestamptz;
