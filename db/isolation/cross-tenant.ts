import { randomUUID } from "node:crypto";
import type { Query } from "#db/gate/live";
import { type Attempt, type Finding, isRefused, reaches, tryAll } from "./attempt.ts";
import { foreignAttempts } from "./foreign.ts";
import { ownAttempts } from "./own.ts";
import { allowed, openTo } from "./reach.ts";
import { identifier, insertion, keyed, quote, Rows } from "./rows.ts";
import { liveTables, type Table } from "./tables.ts";

/** What a probe tried, and what did not end as it has to. */
export interface ProbeResult {
  readonly tables: number;
  readonly roles: number;
  readonly attempts: number;
  readonly findings: readonly Finding[];
}

const actorSetting = (literal: string) => `set_config('app.actor', ${literal}, true)`;

const logins = "('chartkeep_app', 'chartkeep_operator')";

/**
 * Tries, in every table and under every role that a login can become, to reach another clinic's rows:
 * with the tenant unset, empty, garbage, and set to the own clinic; and that the own clinic's rights
 * work. `query` is a superuser's transaction, to be rolled back. `only` limits it to one table;
 * `isShort` tries the settings that name no clinic under one role a table, another for each of them.
 */
export async function probeTenants(
  query: Query,
  {
    only,
    isShort = false,
  }: { readonly only?: string | undefined; readonly isShort?: boolean } = {},
): Promise<ProbeResult> {
  await query("set local client_min_messages = warning");
  const tables = await liveTables(query);
  const roles = (await query(
    `select r.rolname as name from pg_roles r where exists (select from pg_roles l where l.rolname in ${logins}
      and l.oid <> r.oid and pg_has_role(l.oid, r.oid, 'member')) order by 1`,
  )) as { name: string }[];
  const [own, foreign] = [randomUUID(), randomUUID()];
  const rows = new Rows(only === undefined ? tables : neededBy(tables, only));
  await rows.write(query, [own, foreign]);
  const actor = rows.actor(own);
  await makeAdministrator(query, tables, rows, own);
  const findings: Finding[] = [];
  let attempts = 0;
  const probed = tables.filter(({ name }) => only === undefined || name === only);
  const visible = await visibleRows(query, probed, roles, own, rows);

  // The unset tenant comes first: once set in a session, a setting is empty afterwards and no longer null.
  for (const [turn, tenant] of [undefined, "", "garbage", own].entries()) {
    const settings = [actorSetting(actor)];
    if (tenant !== undefined)
      settings.push(`set_config('app.current_tenant', ${quote(tenant)}, true)`);
    await query(`select ${settings.join(", ")}`);
    for (const [position, { name: role }] of roles.entries()) {
      await query(`set local role ${identifier(role)}`);
      for (const [index, table] of probed.entries()) {
        if (isShort && tenant !== own && (index + turn) % roles.length !== position) continue;
        const sides = { own: tenant === own ? own : null, foreign };
        const tried = foreignAttempts(table, role, rows, sides);
        if (tenant === own)
          tried.push(
            ...ownAttempts(
              table,
              role,
              rows,
              own,
              visible.get(`${table.name} ${role}`) ?? 0,
              foreign,
            ),
          );
        attempts += tried.reduce((sum, { statements }) => sum + statements.length, 0);
        findings.push(
          ...(await tryAll(
            query,
            `${table.name} as ${role}, tenant ${tenant === own ? "own" : (tenant ?? "unset") || "empty"}`,
            tried,
          )),
        );
      }
      await query("reset role");
    }
  }
  return { tables: probed.length, roles: roles.length, attempts, findings };
}

/**
 * Tries what a login can do before it has become one of its roles, and which roles it can become.
 * `query` is a transaction of that login.
 */
export async function probeLogin(query: Query, mayBecome: readonly string[]): Promise<ProbeResult> {
  const tables = await liveTables(query);
  const roles = (await query(
    "select rolname as name from pg_roles where rolname <> session_user",
  )) as { name: string }[];
  const attempts: Attempt[] = [
    ...tables.flatMap(loginAttempts),
    ...roles.map(({ name }) => {
      const statement = `set local role ${identifier(name)}`;
      return mayBecome.includes(name)
        ? reaches("become a role", statement, 0)
        : isRefused("become a role without a right", statement);
    }),
    ...[
      "create table public.probe (a int)",
      "create temporary table probe (a int)",
      "create schema probe",
      "create role probe",
      "set local session authorization postgres",
      "set local session_replication_role = replica",
      "select count(*) from pg_authid",
      "select count(*) from pg_statistic",
      "select length(pg_read_file('postgresql.conf'))",
      "copy (select 1) to program 'true'",
    ].map((statement) => isRefused("step out of the login", statement)),
  ];
  const findings = await tryAll(query, "the login itself", attempts);
  return { tables: tables.length, roles: roles.length, attempts: attempts.length, findings };
}

/** The tables whose rows a probe of one table works with: itself, what it refers to, and the member who acts. */
function neededBy(tables: readonly Table[], only: string): Table[] {
  const needed = new Set([only, "app.member_roles", "app.restrictions", "directory.sessions"]);
  // Each table stands behind those that it refers to.
  for (const { name, references } of tables.toReversed())
    if (needed.has(name)) for (const { target } of references) needed.add(target);
  return tables.filter(({ name }) => needed.has(name));
}

/** Makes the member who acts an administrator, since nobody else's changes to members are let through. */
async function makeAdministrator(
  query: Query,
  tables: readonly Table[],
  rows: Rows,
  clinic: string,
): Promise<void> {
  const table = tables.find(({ name }) => name === "app.member_roles");
  if (!table) return;
  const choice = { member_id: rows.actor(clinic), role: "'tenant_admin'" };
  await query("set local session_replication_role = replica");
  await query(insertion(table.name, rows.fresh(table, clinic, choice)));
  await setTheScene(query, rows, clinic);
  await query("set local session_replication_role = origin");
}

/** One draft has not expired. A chart is closed, and whoever acts may break its glass: they have just proved who they are, and no review of theirs is overdue. */
async function setTheScene(query: Query, rows: Rows, clinic: string): Promise<void> {
  const actor = rows.actor(clinic);
  await query(`update directory.sessions set stage = 'signed_in', locked_at = null, member_id = ${actor},
    authenticated_at = clock_timestamp() where tenant_id = ${quote(clinic)}`);
  const draft = rows.of("app.drafts", clinic).at(-1)?.id ?? "null";
  await query(`update app.drafts set expires_at = clock_timestamp() + interval '1 day'
    where tenant_id = ${quote(clinic)} and id = ${draft}`);
  await query(`update app.restrictions set lifted_at = null where tenant_id = ${quote(clinic)}`);
  await query(`update app.break_glass_grants set review_due_at = clock_timestamp() + interval '1 day'
    where tenant_id = ${quote(clinic)}`);
}

function loginAttempts({ name, columns }: Table): Attempt[] {
  const first = identifier(columns[0]?.name ?? "");
  return [
    `select count(*) from ${name}`,
    insertion(name, { [columns[0]?.name ?? ""]: "null" }),
    `update ${name} set ${first} = ${first}`,
    `delete from ${name}`,
    `truncate ${name}`,
    `lock table ${name} in access share mode`,
  ].map((statement) => isRefused("use a table without a role", statement));
}

async function visibleRows(
  query: Query,
  tables: readonly Table[],
  roles: readonly { name: string }[],
  own: string,
  rows: Rows,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await query(`savepoint counted`);
  await query(
    `select ${actorSetting(rows.actor(own))}, set_config('app.current_tenant', ${quote(own)}, true)`,
  );
  for (const table of tables) {
    for (const { name: role } of roles) {
      const where = `(${allowed(table.name, "read", role)?.where ?? "true"}) and ${openTo(table.name, role)}`;
      const here = table.isWalled
        ? `tenant_id = ${quote(own)}`
        : keyed(table, rows.one(table.name, own));
      const [found] = (await query(
        `select count(*)::int as n from ${table.name} where ${here} and (${where})`,
      )) as { n: number }[];
      counts.set(`${table.name} ${role}`, found?.n ?? 0);
    }
  }
  await query("rollback to savepoint counted");
  return counts;
}
