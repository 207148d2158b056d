import "server-only";
import { platformOperatorId } from "#db/roles";
import { inTenant, type TenantTx } from "#db/tenant";

/** Runs `work` in one clinic as the keeper of its chain: reads the trail, writes what was signed and found. */
export function asKeeper<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  return inTenant({ tenantId, actorId: platformOperatorId, role: "chartkeep_auditor" }, work);
}
