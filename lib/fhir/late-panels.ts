import "server-only";
import { and, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { observations } from "#db/schema/observations";
import { inTenant, type TenantContext } from "#db/tenant";
import type { Run } from "./run.ts";
import { chunks } from "./sources.ts";

/**
 * Puts results that an earlier import wrote into panels that arrived only now. Results of this import
 * have learnt their panel already.
 */
export async function linkLatePanels(run: Run, context: TenantContext): Promise<void> {
  const late = [...run.panelOf].filter(([key]) => !run.targets.has(key));
  for (const part of chunks(late, 1_000)) {
    await inTenant(context, async (tx) => {
      const known = await run.sources.find(
        tx,
        part.map(([key]) => key),
      );
      const byPanel = new Map<string, string[]>();
      for (const [key, panelId] of part) {
        const row = known.get(key);
        if (row) byPanel.set(panelId, [...(byPanel.get(panelId) ?? []), row.rowId]);
      }
      for (const [panelId, ids] of byPanel) {
        await tx
          .update(observations)
          .set({ panelId })
          .where(
            and(
              eq(observations.tenantId, run.tenantId),
              inArray(observations.id, ids),
              or(isNull(observations.panelId), ne(observations.panelId, panelId)),
            ),
          );
      }
    });
  }
}
