-- What is told to those who are invited already: reminders, changes, and the question once more.
alter table sends drop constraint sends_kind_check;
alter table sends add constraint sends_kind_check check (kind in (
    'invitation', 'confirmation', 'place_offered', 'cancellation', 'reminder_day_before',
    'reminder_morning_of', 'reminder_soon', 'reminder_afterwards', 'change', 'chase',
    'announcement'));
-- A higher round of a kind replaces a lower one; `changed` is what a change is about.
alter table sends
    add column round integer not null default 1,
    add column changed text[] not null default '{}';

-- Where somebody's newest answer that was heard of puts them: whoever says no is not reminded.
alter table rsvp_versions add column answer text, add column place text;
