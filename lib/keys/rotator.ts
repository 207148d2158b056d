import "server-only";
import { sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import type { TenantContext, TenantTx } from "#db/tenant";

/** What seals a clinic's records anew acts as this: it may change envelopes and the state of keys, and nothing else. */
export const rotatorIn = (tenantId: string): TenantContext => ({
  tenantId,
  role: "chartkeep_rotator",
  actorId: platformOperatorId,
});

/** Waits until nobody else makes or destroys keys of the clinic, until this transaction ends: no key is made while all are destroyed. */
export async function aloneWithKeys(tx: TenantTx, tenantId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`chartkeep keys ${tenantId}`}, 0))`,
  );
}
