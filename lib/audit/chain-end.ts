import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { genesis } from "./chain.ts";
import type { Damage } from "./verdict.ts";

/** Where a chain says that it ends, and what is stored outside of that: all of one instant. */
export interface ChainEnd {
  /** The head's position; 0 without a head. */
  readonly seq: number;
  readonly hash: Buffer;
  readonly hasHead: boolean;
  /** The highest position of an event, 0 without any. */
  readonly last: number;
  /** The first event or index entry in front of position 1. */
  readonly before: Damage | null;
  /** The first event or index entry behind the head. */
  readonly beyond: Damage | null;
}

interface EndRow extends Record<string, unknown> {
  readonly seq: string | null;
  readonly hash: Buffer | null;
  readonly last: string | null;
  readonly event_before: string | null;
  readonly event_beyond: string | null;
  readonly index_before: string | null;
  readonly index_beyond: string | null;
}

/** Reads the end of one clinic's chain in one statement, so that an append in between cannot look like damage. */
export async function readEnd(tx: TenantTx, tenantId: string): Promise<ChainEnd> {
  const [row] = await tx.execute<EndRow>(sql`
    select h.seq, h.hash,
      (select max(seq) from audit.events where tenant_id = ${tenantId}) as last,
      (select min(seq) from audit.events where tenant_id = ${tenantId} and seq < 1) as event_before,
      (select min(seq) from audit.events where tenant_id = ${tenantId} and seq > h.seq) as event_beyond,
      (select min(seq) from audit.subjects where tenant_id = ${tenantId} and seq < 1) as index_before,
      (select min(seq) from audit.subjects where tenant_id = ${tenantId} and seq > h.seq) as index_beyond
    from (select 1) always left join audit.heads h on h.tenant_id = ${tenantId}`);
  const last = Number(row?.last ?? 0);
  const hasHead = row?.hash != null;
  return {
    seq: Number(row?.seq ?? 0),
    hash: row?.hash ?? genesis(tenantId),
    hasHead,
    last,
    before: outside(row?.event_before, row?.index_before),
    beyond:
      !hasHead && last > 0
        ? { position: last, kind: "missing", part: "head" }
        : outside(row?.event_beyond, row?.index_beyond),
  };
}

function outside(
  event: string | null | undefined,
  index: string | null | undefined,
): Damage | null {
  if (event != null) return { position: Number(event), kind: "inserted", part: "event" };
  if (index != null) return { position: Number(index), kind: "inserted", part: "subjects" };
  return null;
}
