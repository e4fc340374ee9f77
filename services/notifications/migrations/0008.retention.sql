-- What notifications keeps for a time: a job of every day takes it out.
insert into retention (purpose, days, least) values
    ('codes', 90, 30), ('provider_ids', 180, 30), ('account_mails', 90, 7);
