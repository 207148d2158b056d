import { policyFact } from "./declared.ts";
import { canonical } from "./expression.ts";

/** Runs one query of the gate, without parameters, and gives its rows. */
export type Query = (text: string) => Promise<readonly object[]>;

/** The schemas that belong to the application, as an SQL list. */
export const schemas = "('app', 'directory', 'audit', 'ctx')";

/** The roles that belong to the application, as an SQL list. */
export const roles =
  "('chartkeep_app', 'chartkeep_operator', 'chartkeep_owner', 'audit_owner', 'ctx_owner', 'medical_assistant', 'prescriber', 'biller', 'tenant_admin', 'chartkeep_directory', 'chartkeep_import', 'chartkeep_auditor', 'chartkeep_reviewer', 'chartkeep_rotator', 'chartkeep_console')";

/** Everything that the live catalog says about the application's schemas and roles, one sentence each. It needs no right on any table. */
export async function liveFacts(query: Query): Promise<string[]> {
  const [facts, policies, defaults] = [
    (await query(plainFacts)) as { fact: string }[],
    (await query(policyRows)) as Parameters<typeof policyFact>[0][],
    (await query(defaultRows)) as { column: string; value: string }[],
  ];
  return [
    ...facts.map(({ fact }) => fact),
    ...policies.map(policyFact),
    ...defaults.map(({ column, value }) => `default ${column} = ${canonical(value)}`),
  ];
}

const grantee = "case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end";
const option = "case when a.is_grantable then ' with grant option' else '' end";

const plainFacts = `
with s as (
  select oid, nspname, nspowner, nspacl from pg_namespace where nspname in ${schemas}
), r as (
  select c.*, s.nspname || '.' || c.relname as name from pg_class c join s on s.oid = c.relnamespace
)
select format('schema %s of %s', nspname, pg_get_userbyid(nspowner)) as fact from s
union all
select format('%s may %s schema %s%s', ${grantee}, lower(a.privilege_type), nspname, ${option})
  from s, aclexplode(nspacl) a where a.grantee <> nspowner
union all
select format('%s%s %s of %s', case relpersistence when 'u' then 'unlogged ' else '' end, case relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
    when 'm' then 'materialized view' when 'f' then 'foreign table' else 'sequence' end, name, pg_get_userbyid(relowner))
  from r where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
union all
select format('row security on %s', name) from r where relrowsecurity
union all
select format('row security forced on %s', name) from r where relforcerowsecurity
union all
select format('%s may %s %s%s', ${grantee}, lower(a.privilege_type), name, ${option})
  from r, aclexplode(relacl) a where a.grantee <> relowner
union all
select format('%s may %s %s (%s)%s', ${grantee}, lower(a.privilege_type), name, t.attname, ${option})
  from r join pg_attribute t on t.attrelid = r.oid, aclexplode(t.attacl) a where a.grantee <> relowner
union all
select format('column %s.%s %s%s', name, attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end)
  from r join pg_attribute t on t.attrelid = r.oid where relkind in ('r', 'p') and attnum > 0 and not attisdropped
union all
select case k.contype
    when 'p' then format('primary key of %s (%s)', name, own.names)
    when 'u' then format('unique %s (%s)', name, own.names)
    when 'c' then format('check %s of %s', k.conname, name)
    when 'f' then format('reference %s (%s) to %s.%s (%s)%s', name, own.names, ts.nspname, target.relname, other.names,
      case when k.confdeltype <> 'a' or k.confupdtype <> 'a' then ' with actions' else '' end)
    else format('constraint %s of %s', k.conname, name) end
  || case when k.convalidated then '' else ' not valid' end
  || case when k.condeferrable then ' deferrable' else '' end
  from r join pg_constraint k on k.conrelid = r.oid
    left join pg_class target on target.oid = k.confrelid left join pg_namespace ts on ts.oid = target.relnamespace,
    lateral (select string_agg(t.attname, ', ' order by o.place) as names from unnest(k.conkey) with ordinality o (attnum, place)
      join pg_attribute t on t.attrelid = k.conrelid and t.attnum = o.attnum) own,
    lateral (select string_agg(t.attname, ', ' order by o.place) as names from unnest(k.confkey) with ordinality o (attnum, place)
      join pg_attribute t on t.attrelid = k.confrelid and t.attnum = o.attnum) other
  where k.contype not in ('n', 't')
union all
select format('%sindex %s of %s (%s)%s', case when i.indisunique then 'unique ' else '' end, x.relname, name, keys.names,
    case when i.indpred is null then '' else ' partial' end)
  from r join pg_index i on i.indrelid = r.oid join pg_class x on x.oid = i.indexrelid,
    lateral (select string_agg(replace(pg_get_indexdef(i.indexrelid, place, true), '"', '')
        || case when i.indoption[place - 1] & 1 = 1 then ' desc' else '' end, ', ' order by place) as names
      from generate_series(1, i.indnkeyatts) place) keys
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
union all
select format('trigger %s%s', case tgenabled when 'O' then '' when 'A' then 'always ' when 'D' then 'disabled ' else 'replica ' end,
    replace(pg_get_triggerdef(t.oid), format(' ON %I ', relname), format(' ON %s ', name)))
  from r join pg_trigger t on t.tgrelid = r.oid where not tgisinternal
union all
select format('function %s.%s of %s%s%s', s.nspname, f.signature, pg_get_userbyid(p.proowner),
    case when p.prosecdef then ' security definer' else '' end, coalesce(' ' || array_to_string(p.proconfig, ' '), ''))
  from pg_proc p join s on s.oid = p.pronamespace,
    lateral (select format('%s(%s)', p.proname, coalesce((select string_agg(format_type(o.type, null), ',' order by o.place)
      from unnest(p.proargtypes) with ordinality o (type, place)), '')) as signature) f
union all
select format('%s may execute %s.%s(%s)%s', ${grantee}, s.nspname, p.proname, coalesce((select string_agg(format_type(o.type, null), ',' order by o.place)
      from unnest(p.proargtypes) with ordinality o (type, place)), ''), ${option})
  from pg_proc p join s on s.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  where a.grantee <> p.proowner
union all
select format('type %s.%s', s.nspname, y.typname) from pg_type y join s on s.oid = y.typnamespace
  where y.typelem = 0 and not exists (select from pg_class c where c.oid = y.typrelid and c.relkind <> 'c')
union all
select 'role ' || rolname || case when rolcanlogin then ' login' else '' end || case when rolinherit then ' inherit' else '' end
    || case when rolsuper then ' superuser' else '' end || case when rolbypassrls then ' bypassrls' else '' end
    || case when rolcreaterole then ' createrole' else '' end || case when rolcreatedb then ' createdb' else '' end
    || case when rolreplication then ' replication' else '' end
  from pg_roles where rolname in ${roles}
union all
select format('role %s sets %s', coalesce(o.rolname, 'any'), setting)
  from pg_db_role_setting d left join pg_roles o on o.oid = d.setrole, unnest(d.setconfig) setting
  where d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
    and (o.rolname in ${roles} or (d.setrole = 0 and setting ~* '^(app\\.|role=|row_security=|session_replication_role=|search_path=)'))
union all
select format('%s may %s %s', holder.rolname, verb.word, granted.rolname)
  from pg_auth_members m join pg_roles granted on granted.oid = m.roleid join pg_roles holder on holder.oid = m.member,
    lateral (values ('become', coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)),
      ('use without becoming', coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, false)),
      ('pass on', m.admin_option)) verb (word, holds)
  where verb.holds and (holder.rolname in ${roles}
    or (granted.rolname in ${roles} and not holder.rolsuper and not holder.rolcreaterole))
union all
select format('%s may %s database%s', ${grantee}, lower(a.privilege_type), ${option})
  from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
  where d.datname = current_database() and a.grantee <> d.datdba
    and (a.grantee = 0 or pg_get_userbyid(a.grantee) in ${roles})
union all
select format('functions that %s makes are not for everybody', pg_get_userbyid(defaclrole))
  from pg_default_acl d where defaclnamespace = 0 and defaclobjtype = 'f' and pg_get_userbyid(defaclrole) in ${roles}
    and not exists (select from aclexplode(defaclacl) a where a.grantee = 0)
union all
select format('%s may %s what %s makes %s', ${grantee}, lower(a.privilege_type), pg_get_userbyid(defaclrole), coalesce('in ' || s.nspname, 'anywhere'))
  from pg_default_acl d left join s on s.oid = d.defaclnamespace, aclexplode(defaclacl) a
  where a.grantee <> defaclrole and not (defaclobjtype = 'T' and a.grantee = 0 and defaclnamespace = 0)
    and (s.oid is not null or pg_get_userbyid(a.grantee) in ${roles} or (defaclnamespace = 0 and pg_get_userbyid(defaclrole) in ${roles}))`;

const policyRows = `
select s.nspname || '.' || c.relname as "table", p.polname as name, p.polpermissive as permissive,
  case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
  (select string_agg(case when o = 0 then 'public' else pg_get_userbyid(o)::text end, ', ' order by o) from unnest(p.polroles) o) as role,
  pg_get_expr(p.polqual, p.polrelid) as "using", pg_get_expr(p.polwithcheck, p.polrelid) as "check"
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace s on s.oid = c.relnamespace
where s.nspname in ${schemas}`;

const defaultRows = `
select s.nspname || '.' || c.relname || '.' || t.attname as "column", pg_get_expr(d.adbin, d.adrelid) as value
from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace s on s.oid = c.relnamespace
  join pg_attribute t on t.attrelid = d.adrelid and t.attnum = d.adnum
where s.nspname in ${schemas}`;
