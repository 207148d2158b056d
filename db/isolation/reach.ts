import type { Grants, TableAccess } from "#db/access";
import { tableName } from "#db/policies";
import { accessMatrix } from "#db/schema/all";

/** What the matrix allows one role to do with one table; null columns are all of them. */
export interface Allowed {
  readonly columns: readonly string[] | null;
  readonly where: string | null;
}

/** The verbs of the matrix. */
export type Verb = "read" | "add" | "edit" | "remove";

/** What a role may do with a table, or undefined for nothing; a table that no one declared allows nothing. */
export function allowed(table: string, verb: Verb, role: string): Allowed | undefined {
  const grants: Grants = accessOf(table)?.[verb] ?? {};
  const reach = Object.entries(grants).find(([name]) => name === role)?.[1];
  if (!reach) return undefined;
  return reach === true
    ? { columns: null, where: null }
    : { columns: reach.columns ?? null, where: reach.where ?? null };
}

/** Whether a right covers a column. */
export const covers = (right: Allowed | undefined, column: string) =>
  right !== undefined && (right.columns === null || right.columns.includes(column));

/** Whether a row of the table is only taken if that column names whoever acts. */
export const namesActor = (table: string, column: string) =>
  Object.values(accessOf(table)?.add ?? {}).some(
    (reach) => reach !== true && reach.where?.startsWith(`${column} = ( SELECT ctx.actor()`),
  );

function accessOf(table: string): TableAccess | undefined {
  return accessMatrix.find((access) => tableName(access) === table);
}
