import { randomBytes, randomUUID } from "node:crypto";
import { identifier, insertion, quote, type Row } from "#db/isolation/rows";
import type { Table } from "#db/isolation/tables";
import { changes, type Ground, type Hop } from "./hops.ts";
import type { Intruder } from "./intruder.ts";

/**
 * Looks, in every table and under changed words, for a difference between a row that is there and one
 * that is not: in the work that a look-up did (EXPLAIN ANALYZE, statistics of the transaction), and in
 * how an insert fails. Gives what differed, and how many pairs were compared.
 */
export async function infer(intruder: Intruder, ground: Ground) {
  const findings: string[] = [];
  let pairs = 0;
  const telling = changes(ground).filter(({ aim }) =>
    /^another clinic$|^as \w+( of another clinic)?$/.test(aim),
  );
  for (const table of ground.tables) {
    const real = ground.rows.one(table.name, ground.foreign.tenantId);
    for (const key of table.keys) {
      const invented = {
        ...real,
        ...Object.fromEntries(key.map((column) => [column, other(table, column, real)])),
      };
      for (const hop of telling) {
        const look = (row: Row) => lookUp(intruder, table, key, row, hop);
        let [first, second] = [await look(real), await look(invented)];
        // The server reads its catalogs anew whenever it has to, which looks like work: what tells of a
        // row tells it again, also in the other order.
        if (first !== second) [second, first] = [await look(invented), await look(real)];
        const inserted = await intruder.attemptAll([
          [...hop.statements, insertion(table.name, real)],
          [...hop.statements, insertion(table.name, { ...real, ...pickKey(key, invented) })],
        ]);
        pairs += 2;
        if (first !== second)
          findings.push(`${table.name} ${hop.aim}: a look-up differs: ${first} / ${second}`);
        if (inserted[0]?.state !== inserted[1]?.state)
          findings.push(
            `${table.name} ${hop.aim}: an insert fails as ${inserted[0]?.state} / ${inserted[1]?.state}`,
          );
      }
    }
  }
  return { findings, pairs };
}

const pickKey = (key: readonly string[], row: Row): Row =>
  Object.fromEntries(key.map((column) => [column, row[column] ?? "null"]));

/** Another value of the column's type; the clinic stays. */
function other(table: Table, column: string, real: Row): string {
  if (column === "tenant_id") return real[column] ?? "";
  const type = table.columns.find(({ name }) => name === column)?.type ?? "";
  if (type === "uuid") return quote(randomUUID());
  if (type === "bytea") return quote(`\\x${randomBytes(32).toString("hex")}`);
  if (type === "text") return quote(randomBytes(6).toString("hex"));
  return "'7'";
}

const work = (table: Table) =>
  `select coalesce(sum(idx_tup_fetch), 0) + coalesce(sum(seq_tup_read), 0) + coalesce(sum(n_tup_upd), 0) as n
   from pg_stat_xact_all_tables where relid = '${table.name}'::regclass`;

/** What can be seen of the work that a look-up by key does, without the values that were asked for. */
async function lookUp(
  intruder: Intruder,
  table: Table,
  key: readonly string[],
  row: Row,
  hop: Hop,
): Promise<string> {
  const where = key.map((column) => `${identifier(column)} = ${row[column]}`).join(" and ");
  const look = `select ${identifier(key[0] ?? "")} from ${table.name} where ${where}`;
  const options = "analyze, buffers, timing off, summary off, costs off, format json";
  const before = await intruder.attempt([work(table)]);
  const explained = await intruder.attempt([...hop.statements, `explain (${options}) ${look}`]);
  const after = await intruder.attempt([work(table)]);
  const done = Number(after.rows[0]?.n ?? 0) - Number(before.rows[0]?.n ?? 0);
  return `${explained.state} ${done} ${seen((explained.rows[0]?.["QUERY PLAN"] as object[] | undefined)?.[0])}`;
}

const shown = [
  "Node Type",
  "Actual Rows",
  "Actual Loops",
  "Rows Removed by Filter",
  "Rows Removed by Index Recheck",
  "Heap Fetches",
  "Index Searches",
  "Shared Hit Blocks",
  "Shared Read Blocks",
];

function seen(plan: unknown): string {
  return JSON.stringify((plan as { Plan?: unknown } | undefined)?.Plan, (name, value) =>
    typeof value === "object" || /^\d*$/.test(name) || shown.includes(name) ? value : undefined,
  );
}
