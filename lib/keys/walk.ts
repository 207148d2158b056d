import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { SealedTable } from "#db/schema/sealed-columns";
import type { TenantTx } from "#db/tenant";
import { nilId } from "#lib/ids";

/** A table of the declared ones, as an SQL name. */
export const tableSql = ({ name }: SealedTable): SQL => sql`app.${sql.identifier(name)}`;

/** One column of a walked table, which every statement calls `r`. */
export const columnSql = (column: string): SQL => sql`r.${sql.identifier(column)}`;

/**
 * The oldest version that any envelope of a row needs, as the four bytes in its header, whose order is
 * that of the numbers; null for a row that holds none. It filters rows that an index has found already,
 * so that it may leak or not: the planner never uses it to find any.
 */
export function oldestVersion({ columns }: SealedTable): SQL {
  const versions = columns.map((column) => sql`substring(${columnSql(column)} from 3 for 4)`);
  return versions.length === 1
    ? (versions[0] ?? sql`null`)
    : sql`least(${sql.join(versions, sql`, `)})`;
}

/** A version as it stands in an envelope's header. */
export function versionBytes(version: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(version);
  return bytes;
}

/** Where a walk of a table begins. */
export const beginning = nilId;

/** The last id of the next `rows` rows after `after`, or undefined behind the last row. Ids are read from the key alone. */
export async function endOfWindow(
  tx: TenantTx,
  table: SealedTable,
  tenantId: string,
  after: string,
  rows: number,
): Promise<string | undefined> {
  const [last] = await tx.execute<{ id: string }>(sql`
    select id from (
      select r.id from ${tableSql(table)} r
      where r.tenant_id = ${tenantId} and r.id > ${after}::uuid order by r.id limit ${rows}
    ) page order by id desc limit 1`);
  return last?.id;
}
