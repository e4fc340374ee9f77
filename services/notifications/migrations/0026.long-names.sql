-- The longest first names, by who reads in which language and whether it makes an SMS wide: texts are
-- shown and counted with them. Few are so long; whoever has no longer one is shown the usual sample.
create index contacts_with_long_names on contacts
    (language, is_wide(first_name), length(first_name) desc) where length(first_name) >= 12;
