-- Waves that are to go later, or only when answers fall short by then; and announcements, which
-- ask for no answer.
alter table waves
    alter column requested_at drop not null,
    add column kind text not null default 'invitation' check (kind in ('invitation', 'announcement')),
    add column label text not null default '',
    add column number integer not null default 1,  -- of those that went; its send is made of it
    add column state text not null default 'going'
        check (state in ('planned', 'going', 'skipped', 'too_late')),
    add column due_at timestamptz,
    add column if_fewer integer check (if_fewer > 0),  -- goes only when fewer have said yes
    add column yes_then integer,                       -- how many had, when that was decided
    add column within text[],                          -- the regions its planner is limited to
    add column texts jsonb,                            -- what an announcement says
    add column to_answer text check (to_answer in ('yes', 'no', 'maybe', 'silent')),
    alter column audience_id drop not null,
    add constraint whom check (audience_id is not null or to_answer is not null),
    add constraint went_once check ((state = 'going') = (requested_at is not null));
create index waves_due on waves (due_at) where state = 'planned';
