import { type Query, schemas } from "#db/gate/live";
import { dbRoles } from "#db/roles";
import type { Mutation } from "./mutations.ts";
import { allowed } from "./reach.ts";
import { identifier } from "./rows.ts";
import type { Table } from "./tables.ts";

interface LivePolicy {
  table: string;
  name: string;
  permissive: boolean;
  writes: boolean;
  command: string;
  condition: string | null;
  role: string;
}

/** Each policy dropped, widened, given away and opened. */
export async function policyMutations(query: Query): Promise<Mutation[]> {
  const policies = (await query(`
    select n.nspname || '.' || c.relname as table, p.polname as name, p.polpermissive as permissive,
      p.polwithcheck is not null as writes, p.polcmd as command, pg_get_expr(p.polqual, p.polrelid) as condition,
      coalesce(pg_get_userbyid(nullif(p.polroles[1], 0)), 'public') as role
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} order by 1, 2`)) as LivePolicy[];
  return policies.flatMap((policy) =>
    policy.permissive ? weakenRight(policy) : weakenWall(policy),
  );
}

function weakenWall({ table, name, command, condition }: LivePolicy): Mutation[] {
  const policy = `policy ${name} on ${table}`;
  // A closed chart that is readable shows in what the own clinic's roles count.
  const opens = name.endsWith("_closed") && readableTable(table) ? table : undefined;
  const again = `create ${policy} as permissive using (${condition}) with check (${condition})`;
  const alone = [
    mutate(policy, "dropped", `drop ${policy}`, opens),
    mutate(policy, "USING true", `alter ${policy} using (true)`, opens),
    ...(command === "d"
      ? []
      : [mutate(policy, "WITH CHECK true", `alter ${policy} with check (true)`)]),
    mutate(policy, "for one role only", `alter ${policy} to tenant_admin`),
    mutate(policy, "made permissive", `drop ${policy}; ${again}`),
  ];
  if (!name.endsWith("_wall")) return alone;
  return [
    ...alone,
    mutate(
      policy,
      "compares texts, past the index",
      `alter ${policy} using (tenant_id::text = current_setting('app.current_tenant', true))`,
    ),
    ...weakenWallAndSeal(table, name),
  ];
}

/** Either of the two keeps clinics apart for the probe, whose session may choose its context: it notices when both are weak. */
function weakenWallAndSeal(walled: string, name: string): Mutation[] {
  // What no role may read or change, such as the outbox, a missing wall alone does not open.
  const table = readableTable(walled) ? walled : undefined;
  const wall = `policy ${name} on ${walled}`;
  const seal = wall.replace(/_wall on /, "_sealed on ");
  return ["drop P", "alter P with check (true)"].map((sql) => {
    const both = [wall, seal].map((policy) => sql.replace("P", policy)).join("; ");
    return mutate(wall, `with its seal, ${sql}`, both, table);
  });
}

const readableTable = (table: string) => dbRoles.some((role) => allowed(table, "read", role));

function weakenRight({ table, name, writes, condition, role }: LivePolicy): Mutation[] {
  const policy = `policy ${name} on ${table}`;
  const other = role === "biller" ? "prescriber" : "biller";
  const always = [
    mutate(policy, "dropped", `drop ${policy}`),
    mutate(policy, "for everybody", `alter ${policy} to public`),
    mutate(policy, "for another role too", `alter ${policy} to ${role}, ${other}`),
  ];
  if (condition !== null && condition !== "true")
    return [...always, mutate(policy, "USING true", `alter ${policy} using (true)`, table)];
  return writes
    ? [...always, mutate(policy, "narrowed", `alter ${policy} with check (false)`)]
    : always;
}

const mutate = (policy: string, what: string, sql: string, opens?: string): Mutation => ({
  kind: "policies",
  what: `${what}: ${policy}`,
  sql,
  marks: [`${policy} `],
  ...(opens ? { opens } : {}),
});

/** A table's flags and owner changed, a policy for everybody and indexes that ignore the tenant added. */
export function tableMutations({ name, columns, isWalled }: Table): Mutation[] {
  const schema = name.slice(0, name.indexOf("."));
  const flag = (what: string, sql: string, mark: string): Mutation => ({
    kind: "flags",
    what: `${what}: ${name}`,
    sql,
    marks: [mark],
  });
  const flags: Mutation[] = [
    {
      ...flag(
        "row security off",
        `alter table ${name} disable row level security`,
        `row security on ${name}`,
      ),
      ...(isWalled ? { opens: name } : {}),
    },
    flag(
      "row security not forced",
      `alter table ${name} no force row level security`,
      `row security forced on ${name}`,
    ),
    flag(
      "owned by the login",
      `alter table ${name} owner to chartkeep_app`,
      `table ${name} of chartkeep_app`,
    ),
    flag(
      "owned by a member role",
      `alter table ${name} owner to biller`,
      `table ${name} of biller`,
    ),
    {
      kind: "policies",
      what: `added for everybody: ${name}`,
      sql: `create policy probe on ${name} using (true)`,
      marks: [`policy probe on ${name} `],
    },
  ].map((mutation, position) => ({ ...mutation, group: `${schema} ${position}` }));
  if (!isWalled) return flags;
  const column = identifier(columns.find((each) => each.name !== "tenant_id")?.name ?? "");
  const probe = `probe_${name.slice(name.indexOf(".") + 1)}`;
  const indexes = [
    ["unique across clinics", `create unique index ${probe} on ${name} (${column})`],
    ["index not led by the tenant", `create index ${probe} on ${name} (${column}, tenant_id)`],
    ["index on an expression", `create index ${probe} on ${name} (tenant_id, (${column}::text))`],
  ];
  return [
    ...flags,
    ...indexes.map(([what, sql = ""]) => ({
      kind: "keys",
      what: `${what}: ${name}`,
      sql,
      marks: [`index ${probe} of ${name} `],
      group: "added",
    })),
  ];
}

/** Each grant revoked, each that is missing given, column by column, and those that no one has. */
export async function grantMutations(query: Query, tables: readonly Table[]): Promise<Mutation[]> {
  const present = (await query(`
    select distinct lower(a.privilege_type) as privilege, n.nspname || '.' || c.relname as table, pg_get_userbyid(a.grantee) as role
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute t on t.attrelid = c.oid and t.attacl is not null,
      lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(t.attacl)) a
    where n.nspname in ${schemas} and a.grantee <> c.relowner order by 1, 2, 3`)) as LiveGrant[];
  const missing = (await query(`
    select p.privilege, n.nspname || '.' || c.relname as table, r.rolname as role, t.attname as column
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped,
      pg_roles r, (values ('select'), ('insert'), ('update')) p (privilege)
    where n.nspname in ${schemas} and c.relkind = 'r' and r.rolname in (${dbRoles.map((role) => `'${role}'`).join(", ")})
      and not has_column_privilege(r.oid, c.oid, t.attnum, p.privilege) order by 1, 2, 3, t.attnum`)) as LiveGrant[];
  const has = (privilege: string, table: string, role: string) =>
    present.some(
      (each) => each.privilege === privilege && each.table === table && each.role === role,
    );
  return [
    ...present.map(({ privilege, table, role }) => ({
      ...grant(privilege, table, role),
      what: `revoke ${privilege} on ${table} from ${role}`,
      sql: `revoke ${privilege} on ${table} from ${role}`,
      group: "revoked",
    })),
    ...missing.map(({ privilege, table, role, column = "" }) => ({
      kind: "column grants",
      what: `grant ${privilege} (${column}) on ${table} to ${role}`,
      sql: `grant ${privilege} (${identifier(column)}) on ${table} to ${role}`,
      marks: [`${role} may ${privilege} ${table} (${column})`],
    })),
    ...tables.flatMap(({ name }) => [
      ...["public", "chartkeep_app", "chartkeep_operator"].map((to) => grant("select", name, to)),
      ...["truncate", "references", "trigger", "delete"]
        .filter((right) => !has(right, name, "biller"))
        .map((right) => grant(right, name, "biller")),
    ]),
  ];
}

interface LiveGrant {
  privilege: string;
  table: string;
  role: string;
  column?: string;
}

function grant(privilege: string, table: string, role: string): Mutation {
  const sql = `grant ${privilege} on ${table} to ${role}`;
  return { kind: "grants", what: sql, sql, marks: [`${role} may ${privilege} ${table}`] };
}
