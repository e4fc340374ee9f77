-- A wave may be for some of its audience only, toward a balance.
alter table resolvings
    add column wish jsonb,                 -- how many, toward what; null: everybody
    add column asked_by uuid,              -- whose wish it is, for the audit
    add column balance jsonb;              -- what came of it, once the people are written down

-- Who a wave was for is held for a day, until it is known here who was invited: another wave for
-- the same event does not take them again.
create index resolvings_of_event on resolvings (event_id);
