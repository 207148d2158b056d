import { type Query, schemas } from "./gate/live.ts";
import { dbRoles } from "./roles.ts";

/** What the matrix calls the four commands. */
export type LiveVerb = "read" | "add" | "edit" | "remove";

/** A row policy as the live catalog has it, its conditions as PostgreSQL prints them. */
export interface LivePolicy {
  readonly name: string;
  readonly isPermissive: boolean;
  readonly command: "select" | "insert" | "update" | "delete" | "all";
  /** Which of the roles it holds for, also through roles that they have the rights of. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** A right that a role has at this moment, whoever gave it and by which way: on these columns. */
export interface LiveRight {
  readonly role: string;
  readonly verb: LiveVerb;
  readonly columns: readonly string[];
}

/** A table of the application's schemas with everything that decides who reaches its rows. */
export interface LiveTable {
  readonly name: string;
  readonly isSecured: boolean;
  readonly isForced: boolean;
  readonly columns: readonly string[];
  readonly policies: readonly LivePolicy[];
  readonly rights: readonly LiveRight[];
}

/** One way from a role of the server to a role that it may become. */
export interface LiveMembership {
  readonly holder: string;
  readonly role: string;
  /** It stands above every policy: it is a superuser, or bypasses row security. */
  readonly isAbove: boolean;
}

/** Who may do what in the database at this moment, from the catalog alone. */
export interface LiveAccess {
  readonly tables: readonly LiveTable[];
  readonly memberships: readonly LiveMembership[];
  /** The logins that no policy holds. */
  readonly above: readonly string[];
}

/**
 * Reads who may do what from the live catalog. It needs no right on any table: policies, grants and
 * memberships may be read by every role of PostgreSQL, and the privilege functions answer for any role.
 */
export async function liveAccess(query: Query): Promise<LiveAccess> {
  const tables = (await query(tableRows)) as LiveTable[];
  const memberships = (await query(membershipRows)) as LiveMembership[];
  const above = (await query(aboveRows)) as { name: string }[];
  return { tables, memberships, above: above.map(({ name }) => name) };
}

const listed = dbRoles.map((role) => `'${role}'`).join(", ");

const logins = "'chartkeep_app', 'chartkeep_operator'";

const tableRows = `
with roles as (
  select oid, rolname as name from pg_roles where rolname in (${listed}, ${logins})
), verbs (verb, command) as (
  values ('read', 'select'), ('add', 'insert'), ('edit', 'update'), ('remove', 'delete')
)
select n.nspname || '.' || c.relname as name, c.relrowsecurity as "isSecured", c.relforcerowsecurity as "isForced",
  (select json_agg(a.attname order by a.attnum) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(json_agg(json_build_object('name', p.polname, 'isPermissive', p.polpermissive,
      'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      'roles', (select coalesce(json_agg(r.name order by r.name), '[]') from roles r
        where 0 = any (p.polroles) or exists (select from unnest(p.polroles) o where o <> 0 and pg_has_role(r.oid, o, 'usage'))),
      'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname), '[]')
    from pg_policy p where p.polrelid = c.oid) as policies,
  (select coalesce(json_agg(json_build_object('role', r.name, 'verb', v.verb, 'columns', held.columns) order by r.name), '[]')
    from roles r cross join verbs v, lateral (
      select json_agg(a.attname order by a.attnum) as columns from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and case v.command
        when 'delete' then has_table_privilege(r.oid, c.oid, 'delete')
        else has_column_privilege(r.oid, c.oid, a.attnum, v.command) end
    ) held where held.columns is not null) as rights
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ${schemas} and c.relkind in ('r', 'p')
order by name`;

const membershipRows = `
select h.rolname as holder, g.rolname as role, h.rolsuper or h.rolbypassrls as "isAbove"
from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles h on h.oid = m.member
where g.rolname in (${listed}) order by 1, 2`;

const aboveRows = `
select rolname as name from pg_roles where rolcanlogin and (rolsuper or rolbypassrls) order by 1`;
