-- name: read^
select controller, address, contact, declaration, authorisation from register;

-- name: fill!
update register
   set controller = :controller, address = :address, contact = :contact,
       declaration = :declaration, authorisation = :authorisation;
