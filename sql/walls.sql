-- Walls inside the database, put up anew after every migration (src/store/postgres/walls.ts): two roles, what they may
-- do, and whose rows. Tables are found, not listed, so that a new one cannot be forgotten.
--
--   threadline_app     workers, intake, the API's writes. No DDL. The log, the ledger and the audit trail it may only
--                      add to: immutable by grant.
--   threadline_reader  what the API reads for people: no writes, no sealed bytes, rows of one tenant.
--
-- Neither inherits the other: a policy of the reader must cost the workers nothing.

do $$
declare
  wanted text;
  -- From 16 on, who makes a role belongs to it and still may not act as it.
  may_act text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  foreach wanted in array array['threadline_app', 'threadline_reader'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I noinherit', wanted);
      exception when duplicate_object or unique_violation then null;  -- another database of this server was faster
      end;
    end if;
  end loop;
  if not pg_has_role('threadline_app', 'threadline_reader', may_act) then
    grant threadline_reader to threadline_app;
  end if;
  if not pg_has_role(current_user, 'threadline_app', may_act) then
    execute format('grant threadline_app to %I', current_user);
  end if;
end $$;

grant usage on schema public to threadline_app, threadline_reader;
grant select, insert, update, delete on all tables in schema public to threadline_app;
grant usage, select on all sequences in schema public to threadline_app;
revoke insert, update, delete on schema_migration from threadline_app;

do $$
declare
  fixed text;
begin
  foreach fixed in array array['message', 'entry', 'posting', 'audit'] loop
    if to_regclass(fixed) is not null then
      execute format('revoke update, delete, truncate on %I from threadline_app', fixed);
    end if;
  end loop;
end $$;

-- What a reader may see: everything but bytes (sealed bodies, wrapped keys, hashes of tokens) and what signs people in.
-- The audit trail's hashes are for checking it; a connection's sealed secrets are opened to name them.
do $$
declare
  t record;
begin
  for t in
    select c.relname as name,
           string_agg(format('%I', a.attname), ', ') filter (where a.atttypid <> 'bytea'::regtype) as visible,
           bool_or(a.atttypid = 'bytea'::regtype) and c.relname not in ('audit', 'connection') as closed
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     group by c.relname
  loop
    execute format('revoke all on %I from threadline_reader', t.name);
    if t.name in ('vault_party', 'person', 'sign_in', 'sign_in_flow', 'api_session', 'api_answer') then
      continue;
    elsif t.closed then
      execute format('grant select (%s) on %I to threadline_reader', t.visible, t.name);
    else
      execute format('grant select on %I to threadline_reader', t.name);
    end if;
  end loop;
end $$;

-- Rows of one tenant for the reader; a constant for the application, which the planner takes out.
do $$
declare
  t text;
begin
  for t in
    select c.relname
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
  loop
    execute format('create policy engine on %I to threadline_app using (true) with check (true)', t);
    execute format('create policy people on %I for select to threadline_reader
                      using (tenant = (select tenant_now()))', t);
    execute format('alter table %I enable row level security', t);
  end loop;
end $$;
