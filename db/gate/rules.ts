import { roles, schemas } from "./live.ts";

/** The tables that hold one clinic's rows: all but those of the directory. */
const tenantTables = `
select c.oid, c.relname, n.nspname || '.' || c.relname as name,
  (select attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and not a.attisdropped) as tenant
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('app', 'audit') and c.relkind in ('r', 'p')`;

const system = "('pg_catalog', 'information_schema', 'pg_toast')";

/**
 * The shape that keeps clinics apart whatever the declarations say: each query gives one row, \`what\`,
 * per violation. They read the catalog only.
 */
export const rules: Readonly<Record<string, string>> = {
  "a tenant table has tenant_id, not null": `
    select name as what from (${tenantTables}) t where tenant is null`,

  "every unique key starts with tenant_id": `
    select name || ' ' || i.indexrelid::regclass as what
    from (${tenantTables}) t join pg_index i on i.indrelid = t.oid
    where i.indisunique and i.indkey[0] is distinct from tenant`,

  "every index starts with tenant_id": `
    select name || ' ' || i.indexrelid::regclass as what
    from (${tenantTables}) t join pg_index i on i.indrelid = t.oid
    where not i.indisunique and i.indkey[0] is distinct from tenant`,

  "indexes are valid btrees on plain columns": `
    select name || ' ' || i.indexrelid::regclass as what
    from (${tenantTables}) t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
      join pg_am m on m.oid = x.relam
    where m.amname <> 'btree' or not i.indisvalid or not i.indisready or i.indexprs is not null`,

  "indexed types compare without leaking, or row security cannot use the index": `
    with used as materialized (
      select distinct name || ' ' || i.indexrelid::regclass as index, c.oid as class, c.opcfamily, c.opcintype
      from (${tenantTables}) t join pg_index i on i.indrelid = t.oid, unnest(i.indclass::oid[]) o (class)
        join pg_opclass c on c.oid = o.class
    ), leaking as materialized (
      select distinct u.class from (select distinct class, opcfamily, opcintype from used) u
        join pg_amop p on p.amopfamily = u.opcfamily and p.amoplefttype = u.opcintype and p.amoprighttype = u.opcintype
        join pg_operator r on r.oid = p.amopopr join pg_proc f on f.oid = r.oprcode
      where not f.proleakproof
    )
    select index || ' (' || format_type(opcintype, null) || ')' as what from used where class in (select class from leaking)`,

  "every reference carries tenant_id and stays in the tenant": `
    select name || ' ' || k.conname as what
    from (${tenantTables}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      join pg_class other on other.oid = k.confrelid join pg_namespace n on n.oid = other.relnamespace
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = k.confkey[1]
    where k.conkey[1] is distinct from tenant
      or not (a.attname = 'tenant_id' and n.nspname in ('app', 'audit')
        or (n.nspname, other.relname, a.attname) = ('directory', 'tenants', 'id') and cardinality(k.conkey) = 1)`,

  "references do not remove or change rows by themselves": `
    select n.nspname || '.' || c.relname || ' ' || k.conname as what
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and k.contype = 'f' and (k.confdeltype not in ('a', 'r') or k.confupdtype not in ('a', 'r'))`,

  "the triggers behind references fire": `
    select n.nspname || '.' || c.relname || ' ' || t.tgname as what
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and t.tgisinternal and t.tgenabled not in ('O', 'A')`,

  "a view runs with the rights of its reader": `
    select n.nspname || '.' || c.relname as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)`,

  "no materialized views, foreign tables, partitions or children: row security does not follow them": `
    select n.nspname || '.' || c.relname as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas}
      and (c.relkind in ('m', 'f', 'p') or exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent) and c.relkind = 'r'))`,

  "no sequences: they count across clinics": `
    select n.nspname || '.' || c.relname as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and n.nspname <> 'ctx' and c.relkind = 'S'`,

  "no rewrite rules": `
    select n.nspname || '.' || c.relname || ' ' || w.rulename as what
    from pg_rewrite w join pg_class c on c.oid = w.ev_class join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and c.relkind <> 'v'`,

  "a security definer function pins its search_path": `
    select p.oid::regprocedure::text as what from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ${system} and p.prosecdef
      and not exists (select from unnest(p.proconfig) c where c like 'search_path=%')`,

  "a security definer function is not for everybody": `
    select p.oid::regprocedure::text as what from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ${system} and p.prosecdef and has_function_privilege('public', p.oid, 'execute')`,

  "no policy admits everybody": `
    select n.nspname || '.' || c.relname || ' ' || p.polname as what
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and p.polpermissive and 0 = any (p.polroles)`,

  "everybody may use nothing outside the system schemas": `
    select n.nspname || ': ' || lower(a.privilege_type) as what from pg_namespace n, aclexplode(n.nspacl) a
    where a.grantee = 0 and n.nspname not in ${system} and n.nspname !~ '^pg_(toast_)?temp_'
    union all
    select n.nspname || '.' || c.relname || ': ' || lower(a.privilege_type)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute t on t.attrelid = c.oid and t.attacl is not null,
      lateral (select * from aclexplode(c.relacl) union select * from aclexplode(t.attacl)) a
    where a.grantee = 0 and n.nspname not in ${system} and n.nspname !~ '^pg_(toast_)?temp_'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`,

  "everybody may do no more in the system schemas than PostgreSQL lets them": `
    select n.nspname || '.' || c.relname || ': ' || lower(a.privilege_type) as what
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_init_privs i on i.classoid = 'pg_class'::regclass and i.objoid = c.oid and i.objsubid = 0, aclexplode(c.relacl) a
    where n.nspname = 'pg_catalog' and a.grantee = 0
      and not exists (select from aclexplode(i.initprivs) o where o.grantee = 0 and o.privilege_type = a.privilege_type)
    union all
    select p.oid::regprocedure::text || ': execute'
    from pg_proc p join pg_init_privs i on i.classoid = 'pg_proc'::regclass and i.objoid = p.oid
    where p.pronamespace = 'pg_catalog'::regnamespace and has_function_privilege('public', p.oid, 'execute')
      and not exists (select from aclexplode(i.initprivs) o where o.grantee = 0)`,

  "the application's roles own and may use nothing outside its schemas": `
    select format('%s: %s %s', o.rolname, case d.deptype when 'o' then 'owns' else 'may use' end,
      coalesce(pg_describe_object(d.classid, d.objid, d.objsubid), d.classid::regclass || ' ' || d.objid)) as what
    from pg_shdepend d join pg_roles o on o.oid = d.refobjid
      left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
      left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
      left join pg_namespace n on n.oid = coalesce(c.relnamespace, p.pronamespace, case when d.classid = 'pg_namespace'::regclass then d.objid end)
    where d.refclassid = 'pg_authid'::regclass and o.rolname in ${roles} and d.deptype in ('o', 'a')
      and d.dbid in (0, (select oid from pg_database where datname = current_database()))
      and coalesce(n.nspname, '') not in ${schemas}
      and d.classid <> 'pg_default_acl'::regclass
      and not (d.deptype = 'a' and d.classid = 'pg_database'::regclass)`,

  "no clinic and no actor is set before a transaction sets one": `
    select name as what from (values ('app.current_tenant'), ('app.actor')) settings (name)
    where coalesce(current_setting(name, true), '') <> ''`,

  "row security is on": `
    select 'row_security' as what where current_setting('row_security') <> 'on'`,
};
