-- After a restore an erasure is known from the others alone: who wished it is not.
alter table erasures drop constraint asked_by_somebody;
alter table erasures add constraint own_is_by_nobody_else check (not own or asked_by is null);
