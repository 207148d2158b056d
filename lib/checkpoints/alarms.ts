import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { newId } from "#lib/ids";
import { log } from "#lib/log";

/** What is wrong with a clinic's chain: it was found damaged, or nobody could verify and sign it in time. */
export type AlarmKind = "damaged" | "behind";

/** Opens an incident, unless one of its kind is open. The log has a line for each; mails follow from the background work. */
export async function raiseAlarm(tx: TenantTx, tenantId: string, kind: AlarmKind): Promise<void> {
  const raised = await tx.execute(sql`
    insert into audit.alarms (tenant_id, id, kind) values (${tenantId}, ${newId()}, ${kind})
    on conflict do nothing returning id`);
  if (raised.length > 0) log.error({ tenantId, alarm: kind }, "the audit chain needs attention");
}

/** Ends the open incident of a kind, if there is one. */
export async function clearAlarm(tx: TenantTx, tenantId: string, kind: AlarmKind): Promise<void> {
  await tx.execute(sql`update audit.alarms set cleared_at = clock_timestamp()
    where tenant_id = ${tenantId} and kind = ${kind} and cleared_at is null`);
}
