import { sql } from "drizzle-orm";
import { v7 as newUuid } from "uuid";
import { inTenant } from "#db/tenant";

/** How many milliseconds it takes until the pool lends all its connections at the same time again. */
export async function refillPool(connections: number): Promise<number> {
  const start = performance.now();
  let arrived = 0;
  let openGate = () => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const context = { tenantId: newUuid(), role: "biller", actorId: newUuid() } as const;
  await Promise.all(
    Array.from({ length: connections }, () =>
      inTenant(context, async (tx) => {
        await tx.execute(sql`select 1`);
        arrived += 1;
        if (arrived === connections) openGate();
        await gate;
      }),
    ),
  );
  return Math.round(performance.now() - start);
}
