-- How often each place was wrong about a code of an invitation, in windows of some minutes.
-- `origin` is a keyed hash: it tells places apart and names none.
create table wrong_guesses (
    since timestamptz not null,                -- when the window began
    origin text not null,
    wrong integer not null,
    primary key (since, origin)
);
