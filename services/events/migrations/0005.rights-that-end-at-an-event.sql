-- Whoever is limited to some events has the rows of these, and can make no other.
-- The functions are asked once a statement, not once a row: hence the selects around them.
do $$
declare
    keyed record;
begin
    for keyed in
        select * from (values ('events', 'id'), ('waves', 'event_id'), ('invitations', 'event_id'),
                              ('codes', 'event_id'), ('rsvps', 'event_id'), ('tallies', 'event_id'),
                              ('deliveries_settled', 'event_id')) as t (name, key)
    loop
        execute format('alter table %I enable row level security', keyed.name);
        execute format(
            'create policy within on %I to events_within using ((select within_events()) is null'
            ' or %I = any ((select within_events())::uuid[]))', keyed.name, keyed.key);
    end loop;
end
$$;
