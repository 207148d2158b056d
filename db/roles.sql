-- Roles are shared by all databases of a server. Applied again by every migration: what is missing is made,
-- what the login roles hold beyond this list is taken away. Passwords are set by db/migrate.ts.

do $$
declare
  wanted text;
begin
  foreach wanted in array array[
    'chartkeep_owner', 'audit_owner',
    'medical_assistant', 'prescriber', 'biller', 'tenant_admin',
    'chartkeep_directory', 'chartkeep_import', 'chartkeep_auditor'
  ] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
  foreach wanted in array array['chartkeep_app', 'chartkeep_operator'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I login noinherit', wanted);
    end if;
  end loop;
end $$;

-- Which role each login may become. From PostgreSQL 16 a grant says so itself; on 15 the logins are NOINHERIT.
do $$
declare
  may record;
  manner text := case when current_setting('server_version_num')::int >= 160000
    then ' with inherit false, set true' else '' end;
begin
  for may in
    select * from (values
      ('medical_assistant', 'chartkeep_app'), ('prescriber', 'chartkeep_app'),
      ('biller', 'chartkeep_app'), ('tenant_admin', 'chartkeep_app'), ('chartkeep_directory', 'chartkeep_app'),
      ('chartkeep_import', 'chartkeep_operator'), ('chartkeep_auditor', 'chartkeep_operator'),
      ('chartkeep_directory', 'chartkeep_operator')
    ) as allowed (role_name, login_name)
  loop
    execute format('grant %I to %I%s', may.role_name, may.login_name, manner);
  end loop;

  for may in
    select r.rolname as role_name, m.rolname as login_name
    from pg_auth_members a
    join pg_roles r on r.oid = a.roleid
    join pg_roles m on m.oid = a.member
    where (m.rolname = 'chartkeep_app' and r.rolname not in
        ('medical_assistant', 'prescriber', 'biller', 'tenant_admin', 'chartkeep_directory'))
      or (m.rolname = 'chartkeep_operator' and r.rolname not in
        ('chartkeep_import', 'chartkeep_auditor', 'chartkeep_directory'))
  loop
    execute format('revoke %I from %I', may.role_name, may.login_name);
  end loop;
end $$;

-- An administrator who is no superuser hands tables over to the owners, and for that must belong to them.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant chartkeep_owner, audit_owner to %I', current_user);
  end if;
end $$;
