import { getTableColumns } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { isSealed } from "#db/columns";

const casing = new CasingCache("snake_case");

/** A table whose rows hold envelopes that a rotation of keys seals anew, by SQL names. */
export interface SealedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The envelope column whose SHA-256 stands in `digest`, where a table has one. */
  readonly digestOf?: string;
}

/** The digest of a signed note is taken of its envelope, so it is taken anew with it. */
const digests: Readonly<Record<string, string>> = { notes: "text_sealed" };

/**
 * What a rotation seals anew in a table, read from its declaration: every sealed column of schema app.
 * The details of audit events are not among them: they are hashed into the chain and stay as they are.
 */
export function sealedTableOf(table: PgTable): SealedTable | undefined {
  const { schema, name } = getTableConfig(table);
  const columns = Object.values(getTableColumns(table))
    .filter(isSealed)
    .map((column) => casing.getColumnCasing(column));
  if (schema === "audit" || columns.length === 0) return undefined;
  if (schema !== "app") throw new TypeError(`${schema}.${name}: a sealed column outside a clinic`);
  const digestOf = digests[name];
  return { name, columns, ...(digestOf === undefined ? {} : { digestOf }) };
}

/** A declared access with what the rotation of keys needs: to see and to change envelopes, and nothing else of a row. */
export function withRotator(access: TableAccess): TableAccess {
  const sealed = sealedTableOf(access.table);
  if (!sealed) return access;
  const changed = [...sealed.columns, ...(sealed.digestOf ? ["digest"] : [])];
  return {
    ...access,
    read: { ...access.read, chartkeep_rotator: { columns: ["tenant_id", "id", ...changed] } },
    edit: { ...access.edit, chartkeep_rotator: { columns: changed } },
  };
}
