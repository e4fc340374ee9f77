-- Somebody signs up to ask for a place at an event, too: which one.
alter table sign_ups add column event_id uuid;
