-- How an answer came: by the link, on the phone to an organiser, at the desk, or by SMS. `noted_by`
-- is who of the staff wrote it down.
alter table rsvps
    add column source text not null default 'link'
        check (source in ('link', 'organiser', 'desk', 'sms')),
    add column noted_by uuid,
    add constraint who_notes_is_known
        check ((noted_by is not null) = (source in ('organiser', 'desk')));
