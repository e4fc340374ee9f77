-- Where the SMS to an audience go, and how many people read one: counted for a quote in brief, as all
-- else is that is counted of a million.

-- The first seven digits of a number: prices and providers differ by no more of it.
create function beginning_of(mobile text) returns integer language sql immutable parallel safe as
$$select rpad(substr(mobile, 2, 7), 7, '0')::integer$$;

-- Whether a name has letters that the cheap alphabet of SMS lacks (GSM 03.38): one ï makes a whole
-- message wide.
create function is_wide(name text) returns boolean language sql immutable parallel safe as
$$select name collate "C" ~ '[^-A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&''()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà]'$$;

alter table people_in_brief
    add column beginning integer,          -- of the mobile
    add column home uuid,                  -- the household at that mobile
    add column wide boolean not null default false;  -- whether the name makes an SMS dearer

-- As it was, with these columns, and with no address to which mail came back.
create or replace function write_in_brief(ids uuid[]) returns void language plpgsql as
$$declare
    persons uuid[];
begin
    select array_agg(distinct coalesce(a.person_id, changed.id)) into persons
      from unnest(ids) as changed (id) left join aliases a on a.alias_id = changed.id;
    perform from people_in_brief
      where person_id = any (persons || ids) order by person_id for update;
    delete from people_in_brief
     where person_id = any (ids) and person_id in (select alias_id from aliases);
    insert into people_in_brief as held
           (person_id, birth_year, contacts, consents, channels, took_part, guardian, language,
            region, gender, beginning, home, wide)
    select p.id, r.birth_year,
           (p.mobile is not null)::integer + (nullif(p.email, p.dead_email) is not null)::integer * 2
               + (p.landline is not null)::integer * 4,
           r.sms_consent::integer + r.email_consent::integer * 2,
           ('sms' = any (r.channels))::integer + ('email' = any (r.channels))::integer * 2,
           (select coalesce(bit_or((t.invited_at is not null)::integer
                                   + (t.answer is not null)::integer * 2
                                   + (t.attended_at is not null)::integer * 4), 0)
              from participation t
             where t.person_id = any (array(
                       select p.id union select alias_id from aliases where person_id = p.id))),
           p.guardian_consent is not null, p.language, p.region, p.gender,
           beginning_of(p.mobile), p.household_id, is_wide(p.first_name)
      from people p
      join reach r on r.person_id = p.id
     where p.id = any (persons)
        on conflict (person_id) do update
       set (birth_year, contacts, consents, channels, took_part, guardian, language, region, gender,
            beginning, home, wide)
         = (excluded.birth_year, excluded.contacts, excluded.consents, excluded.channels,
            excluded.took_part, excluded.guardian, excluded.language, excluded.region,
            excluded.gender, excluded.beginning, excluded.home,
            excluded.wide)
     where held is distinct from excluded;
end$$;

update people_in_brief b
   set beginning = beginning_of(p.mobile), home = case when p.mobile is not null then p.household_id end,
       wide = is_wide(p.first_name)
  from people p
 where p.id = b.person_id and (p.mobile is not null or is_wide(p.first_name));
