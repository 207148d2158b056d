import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { asKeeper } from "./operator.ts";
import type { Sink } from "./sink.ts";

/** How many checkpoints a sink that was away is given in one run. */
const atOnce = 200;

interface Undelivered extends Record<string, unknown> {
  readonly size: string;
  readonly note: string;
  readonly cosignatures: string;
}

/** Appends to a sink what it does not have yet, shortest first, with the cosignatures there are by now. `line` is the name under which it keeps them. */
export async function deliver(tenantId: string, sink: Sink, line = tenantId): Promise<void> {
  const waiting = await asKeeper(tenantId, (tx) =>
    tx.execute<Undelivered>(sql`
      select size, note, (select coalesce(string_agg(cosignature, ''), '') from audit.receipts r
          where r.tenant_id = ${tenantId} and r.size = c.size and r.cosignature is not null) as cosignatures
      from audit.checkpoints c where c.tenant_id = ${tenantId} and not exists (
        select from audit.receipts r
          where r.tenant_id = ${tenantId} and r.size = c.size and r.keeper = ${sink.name})
        and c.size > coalesce((select max(size) from audit.receipts newest
          where newest.tenant_id = ${tenantId} and newest.keeper = ${sink.name}), 0)
      order by size limit ${atOnce}`),
  );
  for (const { size, note, cosignatures } of waiting) {
    await sink.append(line, Number(size), `${note}${cosignatures}`);
    await asKeeper(tenantId, (tx) => keepReceipt(tx, tenantId, Number(size), sink.name));
  }
}

/** Notes who has a checkpoint; of a witness, also its signature line. */
export async function keepReceipt(
  tx: TenantTx,
  tenantId: string,
  size: number,
  keeper: string,
  cosignature: string | null = null,
): Promise<void> {
  await tx.execute(sql`
    insert into audit.receipts (tenant_id, size, keeper, kind, cosignature)
    values (${tenantId}, ${size}, ${keeper}, ${cosignature === null ? "sink" : "witness"}, ${cosignature})
    on conflict do nothing`);
}
