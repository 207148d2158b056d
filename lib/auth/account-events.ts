import "server-only";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { tenantKeys } from "#lib/phi/keys";
import { type Place, placeContext } from "./directory.ts";

/** Records what befell an account in every clinic of a list, since each has to know: one transaction for each, as the wall demands. */
export async function recordInClinics(places: readonly Place[], draft: AuditDraft): Promise<void> {
  for (const { tenantId, memberId } of places) {
    const context = placeContext({ tenantId, memberId });
    const keys = await tenantKeys(context);
    await inTenant(context, (tx) => appendEvents(tx, keys, [draft]));
  }
}
