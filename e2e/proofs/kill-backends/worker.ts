import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { v7 as newUuid } from "uuid";
import { memberRoles } from "#db/roles";
import { inTenant } from "#db/tenant";
import type { Tally } from "./tally.ts";

const actorId = newUuid();
const tenants = Array.from({ length: 4 }, () => newUuid());
const hangMillis = 5_000;

/**
 * Books operations of two legs, one after another, each for the next tenant. Between the legs it
 * waits for something that is not the database, which the product forbids and a killer loves. The
 * legs take their tenant from the connection, so a mix-up would be written down.
 */
export async function runWorker(worker: number, tally: Tally): Promise<void> {
  for (let round = 0; !tally.isOver; round += 1) {
    const tenantId = tenants[(worker + round) % tenants.length] ?? "";
    const role = memberRoles[(worker + round) % memberRoles.length] ?? "biller";
    const operation = `${worker}:${round}`;
    tally.begin(operation, tenantId);
    const hung = Symbol();
    try {
      const outcome = await Promise.race([
        inTenant({ tenantId, role, actorId }, (tx) => book(tx, operation, tenantId, tally)),
        wait(hangMillis, hung, { ref: false }),
      ]);
      tally.end(operation, outcome === hung ? "hung" : "acknowledged");
    } catch (error) {
      tally.fail(operation, error);
      await wait(5);
    }
  }
}

async function book(
  tx: Parameters<Parameters<typeof inTenant>[1]>[0],
  operation: string,
  tenantId: string,
  tally: Tally,
): Promise<void> {
  const leg = (number: number) =>
    tx.execute(sql`insert into proof_kill_backends.ledger (tenant_id, operation, leg)
      values (current_setting('app.current_tenant')::uuid, ${operation}, ${number})`);
  await leg(1);
  await wait(Math.random() * 20);
  const seen = await tx.execute<{ tenant: string }>(
    sql`select distinct tenant_id::text as tenant from proof_kill_backends.ledger`,
  );
  tally.read(seen.filter(({ tenant }) => tenant !== tenantId).length);
  await leg(2);
}
