-- Whose rows people may read now: what every policy of sql/walls.sql compares with. Not set is an error and not an
-- empty page, so that a read that forgot its tenant is found by its first test.
create function tenant_now() returns text language plpgsql stable parallel safe as $$
declare
  now_reading text := current_setting('threadline.tenant', true);
begin
  if coalesce(now_reading, '') = '' then
    raise exception 'no tenant is set for this read'
      using errcode = 'insufficient_privilege', hint = 'set threadline.tenant on the connection';
  end if;
  return now_reading;
end $$;
