import "server-only";
import type { MemberScope } from "#lib/scope";
import { type ClinicFacts, clinicFacts } from "./facts.ts";
import { listProbes } from "./probes.ts";
import type { ProbePage } from "./view.ts";

/** Notes that somebody looks at who may do what; the matrix itself is read as nobody (`readCatalog`). */
export async function noteMatrixViewed(scope: MemberScope): Promise<void> {
  scope.require("evidence:read");
  scope.record({ action: "role-matrix.viewed" });
}

/** What the clinic's own records say of each control, and its probes. That it was looked at is recorded. */
export async function getEvidence(
  scope: MemberScope,
): Promise<{ readonly facts: ClinicFacts; readonly probes: ProbePage }> {
  scope.require("evidence:read");
  const facts = await clinicFacts(scope);
  const probes = await listProbes(scope);
  scope.record({ action: "evidence.viewed" });
  return { facts, probes };
}
