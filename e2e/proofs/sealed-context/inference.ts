import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { identifier, insertion, quote, type Row } from "#db/isolation/rows";
import type { Table } from "#db/isolation/tables";
import { changes, type Ground, type Hop } from "./hops.ts";
import type { Intruder } from "./intruder.ts";

/** Runs `work` in a session that has looked at nothing yet, with the same words sealed. */
export type Anew = <T>(work: (intruder: Intruder) => Promise<T>) => Promise<T>;

/**
 * Looks, in every table and under changed words, for a difference between a row that is there and one
 * that is not: in the work that a look-up did (EXPLAIN ANALYZE, statistics of the transaction), and in
 * how an insert fails. Gives what differed, how many pairs were compared, and how many differed once only.
 */
export async function infer(intruder: Intruder, ground: Ground, anew: Anew) {
  const findings: string[] = [];
  let [pairs, passing] = [0, 0];
  const telling = changes(ground).filter(({ aim }) =>
    /^another clinic$|^as \w+( of another clinic)?$/.test(aim),
  );
  for (const table of ground.tables) {
    const real = ground.rows.one(table.name, ground.foreign.tenantId);
    for (const key of table.keys) {
      for (const hop of telling) {
        const pair: Pair = { table, key, hop, real };
        const seen = await compare(intruder, pair);
        if (seen) {
          const again = await comesAgain(anew, pair);
          if (again) findings.push(`${table.name} ${hop.aim}: a look-up differs: ${again}`);
          else passing += 1;
        }
        const inserted = await intruder.attemptAll([
          [...hop.statements, insertion(table.name, real)],
          [...hop.statements, insertion(table.name, { ...real, ...pickKey(key, invent(pair)) })],
        ]);
        pairs += 2;
        if (inserted[0]?.state !== inserted[1]?.state)
          findings.push(
            `${table.name} ${hop.aim}: an insert fails as ${inserted[0]?.state} / ${inserted[1]?.state}`,
          );
      }
    }
  }
  // The server reads its catalogs anew a few times in thousands of looks. What it does oftener is no accident.
  if (passing > 2 + pairs / 500) findings.push(`${passing} of ${pairs} pairs differ once`);
  return { findings, pairs, passing };
}

/** A row of the other clinic, and how it is looked for. */
interface Pair {
  readonly table: Table;
  readonly key: readonly string[];
  readonly hop: Hop;
  readonly real: Row;
}

/** The row under a key that no row has. */
const invent = ({ table, key, real }: Pair): Row => ({
  ...real,
  ...Object.fromEntries(key.map((column) => [column, other(table, column, real)])),
});

/**
 * Looks three times for the row that is there and three times for some that are not, in turn and in
 * either order, after a look for nothing has read the catalogs. Says what differed, if anything did.
 */
async function compare(intruder: Intruder, pair: Pair): Promise<string | undefined> {
  await lookUp(intruder, pair, invent(pair));
  const seen: { readonly there: string[]; readonly not: string[] } = { there: [], not: [] };
  const look = {
    there: async () => seen.there.push(await lookUp(intruder, pair, pair.real)),
    not: async () => seen.not.push(await lookUp(intruder, pair, invent(pair))),
  };
  for (const side of ["there", "not", "not", "there", "there", "not"] as const) await look[side]();
  const [there, not] = [[...new Set(seen.there)], [...new Set(seen.not)]];
  if (there.length === 1 && not.length === 1 && there[0] === not[0]) return undefined;
  return `${there.join(" or ")} / ${not.join(" or ")}`;
}

/** What tells of a row tells it to a session that has never looked at it, and what passes by does not wait for one. */
async function comesAgain(anew: Anew, pair: Pair): Promise<string | undefined> {
  for (let session = 0; session < 3; session += 1) {
    const seen = await anew((intruder) => compare(intruder, pair));
    if (seen) return seen;
  }
  return undefined;
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
  if (type === "date" || type.startsWith("timestamp"))
    return quote(new Date(randomInt(1e9, 1e12)).toISOString());
  return "'7'";
}

const work = (table: Table) =>
  `select coalesce(sum(idx_tup_fetch), 0) + coalesce(sum(seq_tup_read), 0) + coalesce(sum(n_tup_upd), 0) as n
   from pg_stat_xact_all_tables where relid = '${table.name}'::regclass`;

/** What can be seen of the work that a look-up by key does, without the values that were asked for. */
async function lookUp(intruder: Intruder, { table, key, hop }: Pair, row: Row): Promise<string> {
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
