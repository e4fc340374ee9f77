-- What events keeps for a time: a job of every day takes it out. Sums of an event stay.
insert into retention (purpose, days, least) values ('codes', 90, 30), ('answers', 1095, 30);
