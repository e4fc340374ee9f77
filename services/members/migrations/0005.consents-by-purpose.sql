-- What people agree to: by channel and purpose, in words that are kept, each version of them.

-- The words that people are shown before they agree. A version is never changed: another is added.
create table wordings (
    purpose text not null constraint a_purpose check (purpose in ('invitations', 'news')),
    channel text not null constraint a_channel check (channel in ('sms', 'email')),
    language text not null constraint a_language check (language in ('ar', 'fr', 'zgh', 'en')),
    version integer not null,
    text text not null,
    since timestamptz not null default now(),
    primary key (purpose, channel, language, version)
);

insert into wordings (purpose, channel, language, version, text) values
    ('invitations', 'sms', 'fr', 1, 'J’accepte de recevoir par SMS les invitations de l’association et ce qui les concerne. Je peux arrêter à tout moment, sans frais.'),
    ('invitations', 'email', 'fr', 1, 'J’accepte de recevoir par e-mail les invitations de l’association et ce qui les concerne. Je peux arrêter à tout moment, sans frais.'),
    ('invitations', 'sms', 'ar', 1, 'أوافق على تلقي دعوات الجمعية وما يتعلق بها عبر الرسائل القصيرة. يمكنني إيقافها في أي وقت ومجانا.'),
    ('invitations', 'email', 'ar', 1, 'أوافق على تلقي دعوات الجمعية وما يتعلق بها عبر البريد الإلكتروني. يمكنني إيقافها في أي وقت ومجانا.'),
    ('invitations', 'sms', 'zgh', 1, 'ⵇⴱⵍⵖ ⴰⴷ ⵢⵉⵍⵉⵏⵜ ⵖⵓⵔⵉ ⵜⵉⵏⵓⴱⴳⵉⵡⵉⵏ ⵏ ⵜⵎⵙⵎⵓⵏⵜ ⵙ SMS. ⵖⵉⵖ ⴰⴷ ⵜⵏⵜ ⵙⴱⴷⴷⵖ ⴽⵓ ⵉⵎⵉⵔ, ⵡⴰⵔ ⴰⵜⵉⴳ.'),
    ('invitations', 'email', 'zgh', 1, 'ⵇⴱⵍⵖ ⴰⴷ ⵢⵉⵍⵉⵏⵜ ⵖⵓⵔⵉ ⵜⵉⵏⵓⴱⴳⵉⵡⵉⵏ ⵏ ⵜⵎⵙⵎⵓⵏⵜ ⵙ ⵉⵎⴰⵢⵍ. ⵖⵉⵖ ⴰⴷ ⵜⵏⵜ ⵙⴱⴷⴷⵖ ⴽⵓ ⵉⵎⵉⵔ, ⵡⴰⵔ ⴰⵜⵉⴳ.'),
    ('invitations', 'sms', 'en', 1, 'I agree to receive the association’s invitations, and what is about them, by SMS. I can stop it at any time, free of charge.'),
    ('invitations', 'email', 'en', 1, 'I agree to receive the association’s invitations, and what is about them, by e-mail. I can stop it at any time, free of charge.');

alter table consents
    add column purpose text not null default 'invitations'
        constraint a_purpose check (purpose in ('invitations', 'news')),
    add column wording_version integer,            -- of the catalogue; null for words of a sheet
    add column language text
        constraint a_language check (language in ('ar', 'fr', 'zgh', 'en'));

alter table standing_consents
    add column purpose text not null default 'invitations',
    drop constraint standing_consents_pkey,
    add primary key (person_id, channel, purpose);

create or replace function keep_standing_consents() returns trigger language plpgsql as
$$begin
    insert into standing_consents as held (person_id, channel, purpose, given, own, at)
    select distinct on (person_id, channel, purpose) person_id, channel, purpose, given, own, at
      from added
     order by person_id, channel, purpose, own desc, at desc, id desc
        on conflict (person_id, channel, purpose) do update
       set given = excluded.given, own = excluded.own, at = excluded.at
     where consent_replaces(held.given, held.own, held.at, excluded.own, excluded.at);
    return null;
end$$;

-- As before, by the consents to invitations alone: what is agreed to for another purpose opens
-- no door here.
create or replace view reach as
select p.id as person_id, p.version, p.household_id, p.first_name, p.language, p.region,
       p.birth_year, p.mobile, p.email,
       coalesce(sms.given, false) as sms_consent,
       coalesce(email.given, false) as email_consent,
       told.channels,
       case
           when this_year.number - p.birth_year < 19 and p.guardian_consent is null then 'minor'
           when p.mobile is null and p.email is null then 'no_contact'
           when told.channels = '{}' then 'no_consent'
       end as refused
  from people p
  left join standing_consents sms
    on sms.person_id = p.id and sms.channel = 'sms' and sms.purpose = 'invitations'
  left join standing_consents email
    on email.person_id = p.id and email.channel = 'email' and email.purpose = 'invitations'
 cross join lateral (
     select p.mobile is not null and coalesce(sms.given, false) as sms,
            p.email is not null and coalesce(email.given, false) as email
 ) may
 cross join lateral (
     select case
         when p.wish = 'both' then array_remove(
             array[case when may.sms then 'sms' end, case when may.email then 'email' end], null)
         when p.wish = 'sms' and may.sms then array['sms']
         when may.email then array['email']         -- e-mail first: it is free
         when may.sms then array['sms']
         else array[]::text[]
     end as channels
 ) told
 cross join (
     select extract(year from now() at time zone 'Africa/Casablanca')::integer as number
 ) this_year;

-- The words that were shown are only ever added to.
do $$
begin
    execute format('revoke update, delete, truncate on wordings from %I',
                   regexp_replace(current_user, '_owner$', ''));
end
$$;
