-- What a second person released is what is sent: a fingerprint of all that a send said when it was
-- released. A claim that would write anything else lets it wait again.
alter table sends
    add column released_as text,
    add column withdrawn_at timestamptz;
