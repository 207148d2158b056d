import type { Grants, TableAccess } from "#db/access";
import { openChart, openRecord, tableName } from "#db/policies";
import { accessMatrix } from "#db/schema/all";

/** What the matrix allows one role to do with one table; null columns are all of them. */
export interface Allowed {
  readonly columns: readonly string[] | null;
  readonly where: string | null;
}

/** The verbs of the matrix. */
export type Verb = "read" | "add" | "edit" | "remove";

const byName: ReadonlyMap<string, TableAccess> = new Map(
  accessMatrix.map((access) => [tableName(access), access]),
);

/** What a role may do with a table, or undefined for nothing; a table that no one declared allows nothing. */
export function allowed(table: string, verb: Verb, role: string): Allowed | undefined {
  const grants: Grants = byName.get(table)?.[verb] ?? {};
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
  Object.values(byName.get(table)?.add ?? {}).some(
    (reach) => reach !== true && reach.where?.startsWith(`${column} = ( SELECT ctx.actor()`),
  );

/** The column by which the rows of a table belong to somebody's chart, if they do. */
export const chartColumn = (table: string) => byName.get(table)?.chart?.by;

/** The condition that an open chart has for whoever reads it as that role; the system's own roles reach closed ones too. */
export function openTo(table: string, role: string): string {
  const chart = byName.get(table)?.chart;
  if (!chart || role.startsWith("chartkeep_")) return "true";
  return (chart.hasTags ? openRecord : openChart)(chart.by, false);
}
