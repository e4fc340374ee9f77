-- What the register of processing says of the association itself; one row.
create table register (
    id boolean primary key default true constraint only_one check (id),
    controller text not null default '',   -- the association's whole name
    address text not null default '',
    contact text not null default '',      -- whom people write to about their data
    declaration text not null default '',  -- the number of the declaration to the CNDP
    authorisation text not null default '' -- and that of an authorisation, if there is one
);
insert into register default values;
