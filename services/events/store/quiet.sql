-- name: keep_sending_rules!
-- What is older than what is known changes nothing.
insert into sending_rules (version, body) values (:version, :body)
on conflict (one) do update set version = excluded.version, body = excluded.body
 where sending_rules.version < excluded.version;

-- name: sending_rules^
select body from sending_rules;
