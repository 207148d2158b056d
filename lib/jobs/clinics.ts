import "server-only";
import { eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { tenants } from "#db/schema/tenants";
import { log } from "#lib/log";

/**
 * Does `work` for each active clinic, one after another. A clinic for which it fails keeps nothing
 * from the others; afterwards this throws, so that the run counts as failed.
 */
export async function eachClinic(
  signal: AbortSignal,
  work: (tenantId: string) => Promise<void>,
): Promise<void> {
  const active = await inDirectory((tx) =>
    tx.select({ id: tenants.id }).from(tenants).where(eq(tenants.status, "active")),
  );
  const failures: unknown[] = [];
  for (const { id } of active) {
    if (signal.aborted) break;
    await work(id).catch((error: unknown) => {
      log.error({ tenantId: id, err: error }, "background work failed for a clinic");
      failures.push(error);
    });
  }
  if (failures.length > 0) throw new AggregateError(failures, "failed for some clinics");
}
