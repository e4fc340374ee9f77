-- Whoever is limited to some events has the sends of these.
alter table sends enable row level security;
create policy within on sends to notifications_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));
