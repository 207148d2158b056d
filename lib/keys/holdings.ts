import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { keyHoldings } from "#db/schema/key-holdings";
import type { SealedTable } from "#db/schema/sealed-columns";
import { inTenant, type TenantTx } from "#db/tenant";
import { rotatorIn } from "./rotator.ts";
import { sealedTables } from "./sealed-tables.ts";
import { beginning, endOfWindow, oldestVersion, tableSql } from "./walk.ts";

/** How many rows of a clinic are under each version, over all tables. */
export type Holdings = ReadonlyMap<number, number>;

/** Few enough rows that a statement ends well within its time. */
const rowsAtOnce = 20_000;

/**
 * Counts a clinic's rows by table and version and keeps the result. Tables are counted a window at a
 * time, so what is written meanwhile may count in one place or the other.
 */
export async function countHoldings(tenantId: string): Promise<Holdings> {
  const all = new Map<number, number>();
  for (const table of sealedTables) {
    const counts = new Map<number, number>();
    for (let at: string | undefined = beginning; at !== undefined; ) {
      const from: string = at;
      const page = await inTenant(rotatorIn(tenantId), (tx) =>
        countWindow(tx, table, tenantId, from),
      );
      for (const [version, rows] of page.counts) add(counts, version, rows);
      at = page.next;
    }
    await inTenant(rotatorIn(tenantId), (tx) => keep(tx, tenantId, table, counts));
    for (const [version, rows] of counts) add(all, version, rows);
  }
  return all;
}

/** Books rows that were sealed anew from their old versions to the new one. */
export async function moveHoldings(
  tx: TenantTx,
  tenantId: string,
  table: SealedTable,
  moved: ReadonlyMap<number, number>,
  version: number,
): Promise<void> {
  const total = [...moved.values()].reduce((sum, rows) => sum + rows, 0);
  for (const [old, rows] of moved) {
    await tx
      .update(keyHoldings)
      .set({ rows: sql`greatest(${keyHoldings.rows} - ${rows}::bigint, 0)` })
      .where(
        and(
          eq(keyHoldings.tenantId, tenantId),
          eq(keyHoldings.heldIn, table.name),
          eq(keyHoldings.version, old),
        ),
      );
  }
  await tx
    .insert(keyHoldings)
    .values({ tenantId, heldIn: table.name, version, rows: total })
    .onConflictDoUpdate({
      target: [keyHoldings.tenantId, keyHoldings.heldIn, keyHoldings.version],
      set: { rows: sql`${keyHoldings.rows} + excluded.rows` },
    });
}

/** Counts the next rows of a table by the version that they need, and says where the next begin. */
export async function countWindow(tx: TenantTx, table: SealedTable, tenantId: string, at: string) {
  const next = await endOfWindow(tx, table, tenantId, at, rowsAtOnce);
  if (next === undefined) return { counts: new Map<number, number>(), next };
  const rows = await tx.execute<{ version: Buffer | null; rows: string }>(sql`
    select ${oldestVersion(table)} as version, count(*)::text as rows from ${tableSql(table)} r
    where r.tenant_id = ${tenantId} and r.id > ${at}::uuid and r.id <= ${next}::uuid group by 1`);
  const counts = new Map(
    rows.flatMap(({ version, rows: count }): [number, number][] =>
      version === null ? [] : [[version.readUInt32BE(0), Number(count)]],
    ),
  );
  return { counts, next };
}

async function keep(
  tx: TenantTx,
  tenantId: string,
  { name }: SealedTable,
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  await tx
    .delete(keyHoldings)
    .where(and(eq(keyHoldings.tenantId, tenantId), eq(keyHoldings.heldIn, name)));
  const rows = [...counts].map(([version, count]) => ({
    tenantId,
    heldIn: name,
    version,
    rows: count,
    countedAt: sql`clock_timestamp()`,
  }));
  if (rows.length > 0) await tx.insert(keyHoldings).values(rows);
}

function add(to: Map<number, number>, version: number, rows: number): void {
  to.set(version, (to.get(version) ?? 0) + rows);
}
