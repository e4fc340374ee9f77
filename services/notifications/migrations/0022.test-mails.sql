-- A mail that somebody of the staff sends to themselves, to see how a text reads: what it says.
alter table account_mails add column written jsonb;
