/**
 * Takes away every policy, grant and default privilege on the schemas of the application, whoever
 * gave them, so that what the access matrix then gives is all there is.
 */
export const resetAccess = `
do $$
declare
  found record;
begin
  for found in
    select p.polname, c.oid::regclass as name
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace in (select oid from pg_namespace where nspname in ('app', 'directory', 'audit', 'ctx'))
  loop
    execute format('drop policy %I on %s', found.polname, found.name);
  end loop;

  for found in
    select distinct n.nspname, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
    from pg_namespace n, aclexplode(n.nspacl) a
    where n.nspname in ('app', 'directory', 'audit', 'ctx') and a.grantee <> n.nspowner
  loop
    execute format('revoke all on schema %I from %s cascade', found.nspname, found.grantee);
  end loop;

  -- Revoking on the whole table takes its column grants as well.
  for found in
    select distinct c.oid::regclass as name, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
    from pg_class c
      left join pg_attribute t on t.attrelid = c.oid and t.attacl is not null,
      lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(t.attacl)) a
    where c.relnamespace in (select oid from pg_namespace where nspname in ('app', 'directory', 'audit', 'ctx'))
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and a.grantee <> c.relowner
  loop
    execute format('revoke all on table %s from %s cascade', found.name, found.grantee);
  end loop;

  for found in
    select distinct p.oid::regprocedure as name, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace in (select oid from pg_namespace where nspname in ('app', 'directory', 'audit', 'ctx')) and a.grantee <> p.proowner
  loop
    execute format('revoke all on routine %s from %s cascade', found.name, found.grantee);
  end loop;

  alter default privileges for role chartkeep_owner, audit_owner, ctx_owner revoke execute on functions from public;
  for found in
    select d.defaclrole::regrole as owner, n.nspname,
      case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end as kind,
      case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
    where a.grantee <> d.defaclrole and d.defaclobjtype in ('r', 'S', 'f', 'T', 'n')
      and (n.nspname in ('app', 'directory', 'audit', 'ctx') or d.defaclrole in ('chartkeep_owner'::regrole, 'audit_owner'::regrole, 'ctx_owner'::regrole))
      and not (n.nspname is null and d.defaclobjtype = 'T' and a.grantee = 0)
  loop
    execute format('alter default privileges for role %s %s revoke all on %s from %s', found.owner,
      case when found.nspname is null then '' else format('in schema %I', found.nspname) end, found.kind, found.grantee);
  end loop;
end $$;
`;
