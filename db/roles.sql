-- Roles, their attributes and who may become whom. Idempotent: it mends what it finds changed, and
-- runs before the tables exist. For PostgreSQL 15 to 18, as a superuser or as a role with CREATEROLE
-- that owns the database. Rights on tables are not here: db/policies.ts writes them from the matrix;
-- passwords are set by db/migrate.ts. Roles are shared by all databases of a server.

do $$
declare
  modern constant boolean := current_setting('server_version_num')::int >= 160000;
  logins constant text[] := array['chartkeep_app', 'chartkeep_operator'];
  owners constant text[] := array['chartkeep_owner', 'audit_owner', 'ctx_owner'];
  members constant text[] := array['medical_assistant', 'prescriber', 'biller', 'tenant_admin'];
  systems constant text[] := array['chartkeep_directory', 'chartkeep_import', 'chartkeep_auditor', 'chartkeep_reviewer', 'chartkeep_rotator', 'chartkeep_console'];
  ours constant text[] := logins || owners || members || systems;
  wrong record;
  name text;
begin
  foreach name in array ours loop
    if to_regrole(name) is null then
      execute format('create role %I', name);
    end if;
    execute format('alter role %I noinherit %s', name, case when name = any (logins) then 'login' else 'nologin' end);
    execute format('alter role %I reset all', name);
    execute format('alter role %I in database %I reset all', name, current_database());
  end loop;

  -- Only a superuser may even mention these attributes, so they are mentioned only where they are wrong.
  for wrong in
    select rolname from pg_roles
    where rolname = any (ours) and (rolsuper or rolbypassrls or rolreplication or rolcreatedb or rolcreaterole)
  loop
    execute format('alter role %I nosuperuser nobypassrls noreplication nocreatedb nocreaterole', wrong.rolname);
  end loop;

  -- Every membership that is not meant, and every one with the wrong options, goes. Administrators
  -- (superusers, and roles that may create roles) keep what the creation of a role gave them.
  for wrong in
    select granted.rolname as granted, holder.rolname as holder, grantor.rolname as grantor
    from pg_auth_members m
      join pg_roles granted on granted.oid = m.roleid
      join pg_roles holder on holder.oid = m.member
      left join pg_roles grantor on grantor.oid = m.grantor
    where (granted.rolname = any (ours) or holder.rolname = any (ours))
      and not (holder.rolname <> all (ours) and (holder.rolsuper or holder.rolcreaterole))
      and not (
        ((holder.rolname = 'chartkeep_app' and granted.rolname = any (members || array['chartkeep_directory']))
          or (holder.rolname = 'chartkeep_operator' and granted.rolname = any (systems)))
        and not m.admin_option
        and not coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, false)
        and coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
      )
  loop
    execute format('revoke %I from %I', wrong.granted, wrong.holder)
      || case when modern then format(' granted by %I', wrong.grantor) else '' end;
  end loop;

  -- From PostgreSQL 16 the grant itself says that nothing is inherited; on 15 the login's NOINHERIT does.
  foreach name in array members || array['chartkeep_directory'] loop
    execute format('grant %I to chartkeep_app', name)
      || case when modern then ' with inherit false, set true' else '' end;
  end loop;
  foreach name in array systems loop
    execute format('grant %I to chartkeep_operator', name)
      || case when modern then ' with inherit false, set true' else '' end;
  end loop;

  -- An administrator who is no superuser hands tables over to the owners, and for that must belong to them.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    foreach name in array owners loop
      execute format('grant %I to %I', name, current_user)
        || case when modern then ' with inherit true, set true' else '' end;
    end loop;
  end if;

  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to chartkeep_app, chartkeep_operator', current_database());
  revoke all on schema public from public;
end $$;
