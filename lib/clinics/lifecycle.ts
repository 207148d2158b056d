import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { forgetTenantKeys, tenantKeys } from "#lib/phi/keys";
import { operatorIn } from "./make.ts";

/** Whether a clinic is open to its members. One that was offboarded never opens again. */
export type ClinicStatus = "active" | "suspended" | "offboarded";

/** One step in the life of a clinic: from which states it leads, and to which. */
const steps = {
  "clinic.suspended": { from: ["active"], to: "suspended" },
  "clinic.resumed": { from: ["suspended"], to: "active" },
  "clinic.offboarded": { from: ["suspended"], to: "offboarded" },
} as const;

/** What the operator can do to a clinic as a whole, as its trail says it. */
export type LifecycleStep = keyof typeof steps;

/** From which state a step leads: what the clinic has to be before it. */
export const stateBefore = (step: LifecycleStep): ClinicStatus => steps[step].from[0];

/**
 * Takes a clinic one step further, ends every session that is open in it, and says so with its reason in
 * the clinic's own trail, in one transaction. Undefined if the clinic was not in the state that the step
 * leads from: then nothing was changed. Otherwise how many sessions it ended.
 */
export async function takeStep(
  tenantId: string,
  step: LifecycleStep,
  reason: string,
): Promise<number | undefined> {
  const { from, to } = steps[step];
  const context = operatorIn(tenantId);
  const keys = await tenantKeys(context);
  const ended = await inTenant(context, async (tx) => {
    // Whoever signs in holds this lock shared until they are in.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${tenantId}, 9))`);
    const changed = await tx
      .update(tenants)
      .set({ status: to })
      .where(and(eq(tenants.id, tenantId), inArray(tenants.status, [...from])))
      .returning({ id: tenants.id });
    if (changed.length === 0) return undefined;
    const removed = await tx
      .delete(sessions)
      .where(eq(sessions.tenantId, tenantId))
      .returning({ id: sessions.id });
    const details = { reason, sessionsEnded: removed.length };
    await appendEvents(tx, keys, [
      { action: step, entity: "tenants", entityId: tenantId, details },
    ]);
    return removed.length;
  });
  if (to !== "active") forgetTenantKeys(tenantId);
  return ended;
}
