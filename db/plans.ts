import { type SQLWrapper, sql } from "drizzle-orm";
import type { TenantTx } from "./tenant.ts";

/** One node of a plan, as `EXPLAIN (VERBOSE, FORMAT JSON)` prints it. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly Schema?: string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "One-Time Filter"?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * The plan of a query as this transaction's role would run it. Tests have few rows, where reading a
 * whole table is right: unless `asIs`, sequential scans are priced out, so that one appears only
 * where no index could serve, as it would with many rows.
 */
export async function explain(
  tx: Pick<TenantTx, "execute">,
  query: SQLWrapper,
  { asIs = false } = {},
): Promise<PlanNode> {
  const price = (setting: string) =>
    tx.execute(sql`select set_config('enable_seqscan', ${setting}, true)`);
  if (!asIs) await price("off");
  const [row] = await tx.execute(sql`explain (verbose, format json) ${query.getSQL()}`);
  if (!asIs) await price("on");
  const answer = row?.["QUERY PLAN"] as [{ Plan: PlanNode }] | string | undefined;
  const [top] =
    typeof answer === "string" ? (JSON.parse(answer) as [{ Plan: PlanNode }]) : (answer ?? []);
  if (!top) throw new Error("EXPLAIN gave no plan");
  return top.Plan;
}

/** The query would read rows of a table that an index on the tenant did not choose. */
export class NoTenantIndex extends Error {
  override name = "NoTenantIndex";
}

/**
 * Throws `NoTenantIndex` unless every table of a clinic in the plan is reached by an index condition
 * that names `tenant_id`, and none is read whole.
 */
export function assertTenantIndex(plan: PlanNode): void {
  const scans = scansOf(plan);
  if (scans.length === 0) throw new NoTenantIndex("the plan reads no table of a clinic");
  for (const { node, conditions } of scans) {
    const name = `${node.Schema}.${node["Relation Name"]}`;
    if (node["Node Type"] === "Seq Scan") throw new NoTenantIndex(`${name} is read whole`);
    if (
      conditions.length === 0 ||
      !conditions.every((condition) => /\btenant_id\b/.test(condition))
    )
      throw new NoTenantIndex(
        `${name} is reached by ${node["Node Type"]} on (${conditions.join("; ") || "no condition"})`,
      );
  }
}

interface Scan {
  node: PlanNode;
  conditions: readonly string[];
}

function scansOf(node: PlanNode): Scan[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const isClinics = node.Schema === "app" || node.Schema === "audit";
  if (!isClinics || !node["Relation Name"] || node["Node Type"] === "ModifyTable") return below;
  return [{ node, conditions: conditionsOf(node) }, ...below];
}

/** The index conditions of a scan: its own, or those of the bitmaps below it; a bitmap AND needs one of them to name the tenant. */
function conditionsOf(node: PlanNode): string[] {
  const own = node["Index Cond"] ? [node["Index Cond"]] : [];
  const below = (node.Plans ?? [])
    .filter((child) => child["Node Type"].startsWith("Bitmap"))
    .map((child) => conditionsOf(child));
  return node["Node Type"] === "BitmapAnd"
    ? [below.flat().join(" and ")]
    : [...own, ...below.flat()];
}
