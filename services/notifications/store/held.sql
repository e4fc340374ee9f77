-- What is held of one person.

-- name: address_book
select first_name, language, channels, phone, email, sms_consent, email_consent
  from contacts where member_id = :id;

-- name: messages
select c.body #>> array['texts', c.body -> 'languages' ->> 0, 'title'] as title, s.kind,
       d.channel, d.state, d.reason, d.changed_at as at
  from deliveries d
  join sends s on s.id = d.send_id
  left join cards c on c.event_id = d.event_id
 where d.member_id = :id
 order by d.changed_at, d.id;

-- name: silence
select channel, reason, at from suppressions where address_hash = any(:hashes);

-- name: written
-- Not where others have the number too: who of them wrote is not known.
select i.text as words, i.at from inbound i
  join contacts c on c.phone = i.address
 where c.member_id = :id
   and not exists (select from contacts o
                    where o.phone = c.phone and o.member_id not in (select ids_of(c.member_id)))
 order by i.at, i.id;
