-- What is held of one person is found through the invitations, in every event.
create index invitations_of_member on invitations (member_id);
