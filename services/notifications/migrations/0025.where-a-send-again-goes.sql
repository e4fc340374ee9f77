-- Where what is said once more goes, counted for a quote as members counts an audience.

-- Whether a name has letters that the cheap alphabet of SMS lacks (GSM 03.38): one ï makes a whole
-- message wide.
create function is_wide(name text) returns boolean language sql immutable parallel safe as
$$select name collate "C" ~ '[^-A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&''()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà]'$$;
