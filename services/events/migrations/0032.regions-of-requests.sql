-- The region of whoever asks for a place, as they gave it: organisers of that region decide, too.
-- Where there is none, and of what was asked before, those decide who see all regions.
alter table place_requests add column region text;
