import { admin } from "#e2e/staff";

/** What may change by being asked at all: who is there, how often, and what was recorded of it. */
const expected = ["directory.sessions", "directory.throttles"];

/** A digest of each table, and how many events say that something was done or denied. */
export interface Evidence {
  readonly tables: Readonly<Record<string, string>>;
  readonly done: number;
  readonly denied: number;
}

let query: string | undefined;

/** One statement that looks at all tables of the product. */
async function statement(): Promise<string> {
  if (query) return query;
  const tables = await admin<{ name: string }[]>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('app', 'audit', 'directory') and table_type = 'BASE TABLE' order by 1`;
  const parts = tables
    .filter(({ name }) => !expected.includes(name) && !name.startsWith("audit."))
    .map(
      ({ name }) => `select '${name}' as name,
        coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as digest from ${name} t`,
    );
  query = parts.join(" union all ");
  return query;
}

/** What the database holds at this moment. */
export async function evidence(): Promise<Evidence> {
  const rows = await admin.unsafe<{ name: string; digest: string }[]>(await statement());
  const [events] = await admin<{ done: number; denied: number }[]>`
    select count(*) filter (where outcome <> 'denied')::int as done,
      count(*) filter (where outcome = 'denied')::int as denied from audit.events`;
  return {
    tables: Object.fromEntries(rows.map(({ name, digest }) => [name, digest])),
    done: events?.done ?? 0,
    denied: events?.denied ?? 0,
  };
}

/** The tables in which two moments differ. */
export const changedTables = (before: Evidence, after: Evidence): readonly string[] =>
  Object.keys(after.tables).filter((name) => before.tables[name] !== after.tables[name]);
