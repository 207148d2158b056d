import "server-only";
import { sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { log } from "#lib/log";
import { tenantKeysIfNeeded } from "#lib/phi/keys";

/** How a console came to its end: its operator closed it, its time was over, a signal ended it, or nobody said. */
export type ConsoleEnd = "operator" | "time" | "signal" | "nobody";

/** How often a console that is at work says so. */
export const consoleBeat = 30_000;

/** After how many seconds without a word a console counts as left, and how long after its time it may still say so itself. */
const limits = { silence: 120, grace: 30 } as const;

/** An event of a console, which is about the clinic as a whole. */
export const inClinic = (tenantId: string, draft: AuditDraft): AuditDraft => ({
  entity: "tenants",
  entityId: tenantId,
  ...draft,
});

/** Ends a console, once, and says in the clinic's trail by what. False if it was ended already. */
export async function closeConsole(
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
  by: ConsoleEnd,
): Promise<boolean> {
  // Of a clinic whose keys are destroyed it is said without details.
  const keys = await tenantKeysIfNeeded(operatorIn(tenantId));
  return inTenant(operatorIn(tenantId), async (tx) => {
    const [ended] = await tx.execute<{ seen: string }>(sql`
      update directory.console_sessions set closed_at = clock_timestamp(), closed_by = ${by}
      where id = ${id} and tenant_id = ${tenantId} and closed_at is null
      returning seen_at::text as seen`);
    if (!ended) return false;
    const details =
      by === "nobody" ? { by, said: "ended without goodbye", lastSeen: ended.seen } : { by };
    await appendEvents(tx, keys, [
      inClinic(tenantId, {
        action: "console.closed",
        outcome: by === "nobody" ? "failed" : "success",
        ...(keys.isOutOfReach ? {} : { details }),
      }),
    ]);
    return true;
  });
}

/**
 * Ends every console whose time is over or of which nothing has been heard: its process was killed, or its
 * machine went away. Returns how many.
 */
export async function endLeftConsoles(): Promise<number> {
  const left = await inDirectory((tx) =>
    tx.execute<{ id: string; tenantId: string }>(sql`
      select id, tenant_id as "tenantId" from directory.console_sessions
      where closed_at is null and (until < clock_timestamp() - make_interval(secs => ${limits.grace})
        or seen_at < clock_timestamp() - make_interval(secs => ${limits.silence}))
      order by opened_at limit 100`),
  );
  let ended = 0;
  for (const session of left) {
    try {
      if (await closeConsole(session, "nobody")) ended += 1;
    } catch (error) {
      log.error({ tenantId: session.tenantId, err: error }, "a console that was left is not ended");
    }
  }
  return ended;
}
