-- What members keeps for a time: a job of every day takes it out.
insert into retention (purpose, days, least) values
    ('import_rows', 30, 1), ('sign_in_tries', 30, 1), ('sessions', 30, 1), ('links', 30, 1),
    ('participation', 1095, 30), ('erasures', 1825, 365), ('people', 730, 90);
