import "server-only";
import { and, desc, eq, lte, sql } from "drizzle-orm";
import { auditCheckpoints } from "#db/schema/audit-checkpoints";
import type { TenantTx } from "#db/tenant";
import { Frontier, leafHash } from "#lib/audit/merkle";
import { openOwn, type Trust } from "./trust.ts";

/** A checkpoint as the database keeps it. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly head: Uint8Array;
  readonly edge: Uint8Array;
  readonly note: string;
  readonly at: string;
}

const columns = {
  size: auditCheckpoints.size,
  head: auditCheckpoints.head,
  edge: auditCheckpoints.edge,
  note: auditCheckpoints.note,
  at: auditCheckpoints.at,
} as const;

/** The clinic's newest checkpoint, or the newest that is no longer than `size`. */
export async function newestCheckpoint(
  tx: TenantTx,
  tenantId: string,
  size?: number,
): Promise<StoredCheckpoint | undefined> {
  const [row] = await tx
    .select(columns)
    .from(auditCheckpoints)
    .where(
      and(
        eq(auditCheckpoints.tenantId, tenantId),
        size === undefined ? undefined : lte(auditCheckpoints.size, size),
      ),
    )
    .orderBy(desc(auditCheckpoints.size))
    .limit(1);
  return row;
}

/** At most this many are held against a chain: the newest, and others evenly between, which narrow a fault down. */
const most = 1_000;

/** The notes of the clinic's checkpoints with their sizes, shortest first. */
export async function listCheckpoints(
  tx: TenantTx,
  tenantId: string,
): Promise<{ size: number; note: string }[]> {
  const rows = await tx.execute<{ size: string; note: string }>(sql`
    select size, note from (
      select size, note, row_number() over (order by size desc) as place, count(*) over () as total
        from audit.checkpoints where tenant_id = ${tenantId}) each
    where place = 1 or place % greatest(total / ${most}, 1) = 0 order by size`);
  return rows.map(({ size, note }) => ({ size: Number(size), note }));
}

/**
 * The tree that a stored checkpoint ends, ready to go on with, or undefined if the row is not what was
 * signed: signature, origin, size, and the root that its own columns give must all agree.
 */
export function treeOf(
  { size, head, edge, note }: StoredCheckpoint,
  trust: Trust,
  tenantId: string,
): Frontier | undefined {
  const signed = openOwn(note, trust, tenantId);
  if (signed?.size !== size) return undefined;
  try {
    const tree = Frontier.of(size - 1, edge);
    tree.append(leafHash(head));
    return tree.root().equals(signed.root) ? tree : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Keeps a signed checkpoint. One that is not longer than what is kept already is left out. */
export async function keepCheckpoint(
  tx: TenantTx,
  tenantId: string,
  { size, head, edge, note }: Omit<StoredCheckpoint, "at">,
): Promise<boolean> {
  const kept = await tx.execute(sql`
    insert into audit.checkpoints (tenant_id, size, head, edge, note)
      select ${tenantId}::uuid, ${size}::bigint, ${Buffer.from(head)}::bytea, ${Buffer.from(edge)}::bytea, ${note}
      where not exists (select from audit.checkpoints where tenant_id = ${tenantId} and size >= ${size})
      on conflict do nothing returning size`);
  return kept.length > 0;
}
