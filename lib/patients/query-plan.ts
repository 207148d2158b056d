import { expect } from "vitest";

/** One node of what EXPLAIN (FORMAT JSON) answers, as far as it is judged here. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Every node of a plan, the root first. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Holds that a plan reads no table as a whole and that every index is entered at the tenant. */
export function expectTenantIndex(plan: PlanNode): void {
  const nodes = nodesOf(plan);
  expect(nodes.filter((node) => node["Node Type"].includes("Seq Scan"))).toEqual([]);
  const entered = nodes.filter((node) => node["Index Name"] !== undefined);
  expect(entered.length).toBeGreaterThan(0);
  for (const node of entered) {
    expect(node["Index Cond"] ?? "", node["Index Name"]).toContain("tenant_id = ");
  }
}
