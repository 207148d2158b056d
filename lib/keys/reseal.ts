import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Sealed } from "#db/columns";
import type { SealedTable } from "#db/schema/sealed-columns";
import type { TenantTx } from "#db/tenant";
import { openField, sealField, versionOf } from "#lib/phi/envelope";
import { IntegrityError } from "#lib/phi/integrity-error";
import type { TenantKeys } from "#lib/phi/keys";
import { columnSql, endOfWindow, oldestVersion, tableSql, versionBytes } from "./walk.ts";

/** How many rows one transaction looks at. */
const rowsAtOnce = 1_000;

/** What one batch did: where the next begins (undefined behind the last row), and the rows it sealed, by their old version. */
export interface Batch {
  readonly next: string | undefined;
  readonly sealed: ReadonlyMap<number, number>;
  /** Rows with an envelope that does not open, or a digest that does not fit. They stay evidence, untouched. */
  readonly refused: number;
}

type Row = Readonly<Record<string, Buffer | null>> & { readonly id: string };

/**
 * Seals the next rows of a table anew, where any envelope is older than the primary version. The rows
 * are locked from being read to being written, so nobody's change is lost; a row that somebody else is
 * changing is left for the next pass, so that this waits for nobody.
 */
export async function resealBatch(
  tx: TenantTx,
  keys: TenantKeys,
  table: SealedTable,
  after: string,
): Promise<Batch> {
  const next = await endOfWindow(tx, table, keys.tenantId, after, rowsAtOnce);
  const sealed = new Map<number, number>();
  if (next === undefined) return { next, sealed, refused: 0 };
  const rows = await tx.execute<Row>(sql`
    select r.id, ${sql.join(written(table).map(columnSql), sql`, `)} from ${tableSql(table)} r
    where r.tenant_id = ${keys.tenantId} and r.id > ${after}::uuid and r.id <= ${next}::uuid
      and ${oldestVersion(table)} < ${versionBytes(keys.primaryVersion)}::bytea
    order by r.id for no key update skip locked`);
  const fresh: Row[] = [];
  for (const row of rows) {
    const anew = resealed(keys, table, row);
    if (!anew) continue;
    fresh.push(anew.row);
    sealed.set(anew.from, (sealed.get(anew.from) ?? 0) + 1);
  }
  if (fresh.length > 0) await write(tx, keys.tenantId, table, fresh);
  return { next, sealed, refused: rows.length - fresh.length };
}

/** A row's envelopes under the primary version, or undefined if one of them is not what it was sealed as. */
function resealed(
  keys: TenantKeys,
  table: SealedTable,
  row: Row,
): { readonly row: Row; readonly from: number } | undefined {
  const fresh: Record<string, Buffer | null> = {};
  let from = keys.primaryVersion;
  try {
    for (const column of table.columns) {
      const stored = row[column];
      if (!stored) continue;
      const version = versionOf(stored, { table: table.name, column });
      if (version >= keys.primaryVersion) continue;
      const place = { table: table.name, column, rowId: row.id };
      fresh[column] = asBuffer(sealField(keys, place, openField(keys, place, stored)));
      from = Math.min(from, version);
    }
  } catch (error) {
    if (error instanceof IntegrityError) return undefined;
    throw error;
  }
  const { digestOf } = table;
  const before = digestOf && row[digestOf];
  const anew = digestOf && fresh[digestOf];
  if (row.digest && before && anew) {
    // A note that is not what was signed must not become so by a change of keys.
    if (!isDigest(row.digest, before)) return undefined;
    fresh.digest = sha256(anew);
  }
  return { row: { ...row, ...fresh, id: row.id } as Row, from };
}

async function write(
  tx: TenantTx,
  tenantId: string,
  table: SealedTable,
  rows: readonly Row[],
): Promise<void> {
  const columns = written(table);
  const values = columns.map(
    (column): SQL => sql`${sql.param(rows.map((row) => row[column] ?? null))}::bytea[]`,
  );
  const names = columns.map((column) => sql.identifier(column));
  await tx.execute(sql`
    update ${tableSql(table)} as r
    set ${sql.join(
      names.map((name) => sql`${name} = n.${name}`),
      sql`, `,
    )}
    from unnest(${sql.param(rows.map(({ id }) => id))}::uuid[], ${sql.join(values, sql`, `)})
      as n (id, ${sql.join(names, sql`, `)})
    where r.tenant_id = ${tenantId} and r.id = n.id`);
}

const written = ({ columns, digestOf }: SealedTable): readonly string[] =>
  digestOf === undefined ? columns : [...columns, "digest"];

const asBuffer = (sealed: Sealed): Buffer =>
  Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

function isDigest(digest: Buffer, of: Buffer): boolean {
  const now = sha256(of);
  return digest.length === now.length && timingSafeEqual(digest, now);
}
