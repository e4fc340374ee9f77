-- What hangs on something of an event is seen and changed with it, also by its own key.
alter table document_pieces enable row level security;
create policy within on document_pieces to events_within
 using ((select within_events()) is null
        or exists (select from documents d where d.id = document_id));
alter table rolls enable row level security;
create policy within on rolls to events_within
 using ((select within_events()) is null or event_id = any ((select within_events())::uuid[]));

-- A series makes events, and a proposal becomes one: neither is for whoever is limited to some.
alter table series enable row level security;
create policy seen on series for select to events_within using (true);
create policy made on series for insert to events_within
  with check ((select within_events()) is null);
create policy changed on series for update to events_within
 using (true) with check ((select within_events()) is null);
alter table proposals enable row level security;
create policy within on proposals to events_within using ((select within_events()) is null);
