import "server-only";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { arrayLiteral } from "#db/arrays";
import type { DbRole } from "#db/roles";
import type { Actor } from "#lib/access/actor";
import { can, type MemberRole, type Permission } from "#lib/access/permissions";
import type { MemberScope } from "#lib/scope";
import { admin, asDoorTx, type TestClinic } from "#lib/testing";

/** One node of what EXPLAIN (FORMAT JSON) answers, as far as it is judged here. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The plan of one statement, and how long it ran where it was run. */
export interface Explained {
  readonly text: string;
  readonly Plan: PlanNode;
  readonly "Execution Time"?: number;
}

/** Every node of a plan, the root first. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Throws unless a plan reads no table as a whole and enters every index at the tenant. */
export function expectTenantIndex(plan: PlanNode): void {
  const nodes = nodesOf(plan);
  const scans = nodes.filter((node) => node["Node Type"].includes("Seq Scan"));
  const indexes = nodes.filter((node) => node["Index Name"] !== undefined);
  const loose = indexes.filter((node) => !node["Index Cond"]?.includes("tenant_id = "));
  if (scans.length + loose.length > 0 || indexes.length === 0) {
    throw new Error(`the plan does not keep to the tenant: ${JSON.stringify(plan)}`);
  }
}

/**
 * The plan of every statement that `work` sends, planned as the database plans it for this member:
 * under their role, with the row policies. `isRun` also runs each of them and says how long it took.
 * `readsAll` prices sequential scans out: one that is left had no index to enter by. `isWalled` left
 * off, the same statements are planned for the superuser, whom no row policy holds. `as` plans them for a role of
 * the system in place of the member's.
 */
export async function plansOf(
  clinic: TestClinic,
  actor: Actor,
  work: (scope: MemberScope) => Promise<unknown>,
  {
    isRun = false,
    readsAll = false,
    isWalled = true,
    as,
  }: {
    readonly isRun?: boolean;
    readonly readsAll?: boolean;
    readonly isWalled?: boolean;
    readonly as?: DbRole;
  } = {},
): Promise<Explained[]> {
  const role = actor.roles[0] ?? "medical_assistant";
  const enter = sql`select set_config('role', ${as ?? role}, true),
    set_config('app.current_tenant', ${actor.tenantId}, true), set_config('app.actor', ${actor.memberId}, true)`;
  const sent = await sentBy(clinic, actor, role, enter, work);
  const how = sql.raw(isRun ? "analyze, timing off, format json" : "format json");

  return drizzle(admin, { casing: "snake_case" }).transaction(async (tx) => {
    if (isWalled) await tx.execute(enter);
    if (readsAll) await tx.execute(sql`select set_config('enable_seqscan', 'off', true)`);
    const plans: Explained[] = [];
    for (const { text, values } of sent) {
      const statement = sql.join(
        text
          .split(/\$\d+/)
          .flatMap((part, at) =>
            at === 0 ? [sql.raw(part)] : [sql`${sql.param(bound(values[at - 1]))}`, sql.raw(part)],
          ),
      );
      const [row] = await tx.execute<{ "QUERY PLAN": readonly Omit<Explained, "text">[] }>(
        sql`explain (${how}) ${statement}`,
      );
      const [explained] = row?.["QUERY PLAN"] ?? [];
      if (explained) plans.push({ ...explained, text });
    }
    return plans;
  });
}

/** A value as the tenant door sends it: the driver here knows no array of bytes. */
const bound = (value: unknown): unknown =>
  Array.isArray(value) && value.some((each) => each instanceof Uint8Array)
    ? arrayLiteral(value)
    : value;

/** The administrative connection, sending values as the tenant door does. */
function binding<Client extends postgres.ISql>(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      if (name === "unsafe")
        return (text: string, values: readonly unknown[] = []) =>
          target.unsafe(text, values.map(bound) as string[]);
      if (name === "begin" && "begin" in target && typeof target.begin === "function")
        return (work: (tx: postgres.TransactionSql) => unknown) =>
          admin.begin((tx) => work(binding(tx)));
      return Reflect.get(target, name);
    },
  });
}

function sentBy(
  clinic: TestClinic,
  actor: Actor,
  role: MemberRole,
  enter: ReturnType<typeof sql>,
  work: (scope: MemberScope) => Promise<unknown>,
): Promise<{ readonly text: string; readonly values: readonly unknown[] }[]> {
  const sent: { text: string; values: readonly unknown[] }[] = [];
  const logQuery = (text: string, values: unknown[]) => void sent.push({ text, values });
  const recorder = drizzle(binding(admin), { casing: "snake_case", logger: { logQuery } });
  return clinic.write((scope) =>
    recorder.transaction(async (tx) => {
      await tx.execute(enter);
      sent.length = 0;
      const { memberId: actorId } = actor;
      const allows = (permission: Permission) => can(role, permission);
      await work({ ...scope, actor, actorId, role, allows, tx: asDoorTx(tx) });
      return sent;
    }),
  );
}
