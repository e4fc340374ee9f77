-- What the statutes say of a body's assemblies; without a line the usual numbers hold.
-- Shares are of the members in mandate: at least `part` of `of`, or more than that.
create table statutes (
    body text primary key references bodies on delete cascade,
    notice_days integer not null check (notice_days between 0 and 120),
    quorum_part integer not null,
    quorum_of integer not null,
    quorum_more_than boolean not null,
    again_notice_days integer not null check (again_notice_days between 0 and 120),
    again_quorum_part integer not null,
    again_quorum_of integer not null,
    again_quorum_more_than boolean not null,
    most_proxies integer not null check (most_proxies between 0 and 20),
    written_at timestamptz not null default now(),
    constraint a_quorum_is_a_share
        check (quorum_part >= 0 and quorum_of > 0 and quorum_part <= quorum_of),
    constraint so_is_that_of_a_second_convocation
        check (again_quorum_part >= 0 and again_quorum_of > 0
               and again_quorum_part <= again_quorum_of)
);
