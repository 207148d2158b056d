import type { Sealed } from "#db/columns";
import { detailPlace } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import { admin } from "#lib/testing";

/** What a clinic's trail says of its consoles, opened, in its order. */
export async function toldOfConsole(tenantId: string) {
  const keys = await tenantKeys(operatorIn(tenantId));
  const events = await admin<{ id: string; action: string; outcome: string; detail: Sealed }[]>`
    select id, action, outcome, detail from audit.events
    where tenant_id = ${tenantId} and action like 'console.%' order by seq`;
  return events.map(({ id, action, outcome, detail }) => ({
    action,
    outcome,
    ...(JSON.parse(openField(keys, detailPlace(id), detail)) as Record<string, unknown>),
  }));
}
