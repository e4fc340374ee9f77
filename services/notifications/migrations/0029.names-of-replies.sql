-- What a provider calls a reply, so that a receipt of it is not taken for one of a message of an event.
alter table replies add column provider_id text;

create index names_of_replies on replies using gin (string_to_array(provider_id, ' '));
create index names_of_codes on account_mails using gin (string_to_array(provider_id, ' '))
    where channel = 'sms';
