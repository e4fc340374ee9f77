-- Of a guardian there is a consent or a no: who had both was invited, and lost the consent by
-- signing up once more. Of the two that was kept which was said last.
update people set guardian_no_on = null where guardian_consent > guardian_no_on;
update people set guardian_consent = null, guardian_self = false
 where guardian_consent <= guardian_no_on;
alter table people
    add constraint consent_or_no check (guardian_consent is null or guardian_no_on is null);
