-- An audience decides whom events invite, the planned and the repeated ones when they are due: it is
-- everybody's to use, and is changed by whoever reaches as far as who made it.
alter table audiences add column events uuid[] default within_events();

-- Whether something was made within the limits of whoever asks.
create function is_theirs(regions text[], events uuid[]) returns boolean language sql stable as
$$select (within_regions() is null or coalesce(regions <@ within_regions(), false))
     and (within_events() is null or coalesce(events <@ within_events(), false))$$;

-- An update that may not be fails, rather than changing nothing: what may be seen may be taken up,
-- and is not put down again.
alter table audiences enable row level security;
create policy seen on audiences for select to members_within using (true);
create policy made on audiences for insert to members_within
  with check (is_theirs(within, events));
create policy changed on audiences for update to members_within
 using (true) with check (is_theirs(within, events));
create policy gone on audiences for delete to members_within
 using (is_theirs(within, events));
