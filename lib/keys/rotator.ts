import "server-only";
import { platformOperatorId } from "#db/roles";
import type { TenantContext } from "#db/tenant";

/** What seals a clinic's records anew acts as this: it may change envelopes and the state of keys, and nothing else. */
export const rotatorIn = (tenantId: string): TenantContext => ({
  tenantId,
  role: "chartkeep_rotator",
  actorId: platformOperatorId,
});
