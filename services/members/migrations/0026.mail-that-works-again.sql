-- When somebody of the staff said that mail to a person arrives again: silence from before ends.
alter table people add column email_works_at timestamptz;
