import { type Query, schemas } from "#db/gate/live";

/** One column of a live table, with what its checks say of its values. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly hasDefault: boolean;
  /** The literals that a check allows, if it lists them. */
  readonly literals: readonly string[];
  /** How many bytes a check demands, if it does. */
  readonly bytes: number | null;
  /** The least number that a check takes, if it says so. */
  readonly least: number | null;
}

/** One live foreign key: columns here, and the columns there, in the same order. */
export interface Reference {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

/** One live table of the application's schemas, read from the catalog. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Primary key first, then every other unique key. */
  readonly keys: readonly (readonly string[])[];
  readonly references: readonly Reference[];
  /** Its rows belong to one clinic each, named by tenant_id, and a wall stands between them. */
  readonly isWalled: boolean;
}

/** Every table of the application, those made tomorrow included, each after the tables that it refers to. */
export async function liveTables(query: Query): Promise<Table[]> {
  const tables = (await query(tableRows)) as (Omit<Table, "isWalled" | "columns"> & {
    columns: (Omit<Column, "literals" | "bytes" | "least"> & { checks: string[] })[];
  })[];
  const read = tables.map(
    (table): Table => ({
      ...table,
      columns: table.columns.map(({ checks, ...column }) => ({
        ...column,
        literals: checks.flatMap((check) => literalsOf(column.name, check)),
        bytes:
          checks.map((check) => bytesOf(column.name, check)).find((size) => size !== null) ?? null,
        least:
          checks.map((check) => leastOf(column.name, check)).find((least) => least !== null) ??
          null,
      })),
      isWalled:
        !table.name.startsWith("directory.") &&
        table.columns.some(({ name }) => name === "tenant_id"),
    }),
  );
  return inOrder(read);
}

function literalsOf(column: string, check: string): string[] {
  const list = new RegExp(`\\(${column} = ANY \\(ARRAY\\[(.*?)\\]\\)`).exec(check)?.[1] ?? "";
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal]) => literal ?? "");
}

function bytesOf(column: string, check: string): number | null {
  const size = new RegExp(`octet_length\\(${column}\\) = (\\d+)`).exec(check)?.[1];
  return size === undefined ? null : Number(size);
}

function leastOf(column: string, check: string): number | null {
  const least = new RegExp(`\\(${column} >= (\\d+)\\)`).exec(check)?.[1];
  return least === undefined ? null : Number(least);
}

function inOrder(tables: readonly Table[]): Table[] {
  const done: Table[] = [];
  while (done.length < tables.length) {
    const next = tables.filter(
      (table) =>
        !done.includes(table) &&
        table.references.every(
          ({ target }) => target === table.name || done.some(({ name }) => name === target),
        ),
    );
    if (next.length === 0) throw new Error("the tables refer to each other in a circle");
    done.push(...next);
  }
  return done;
}

const columnNames = (relation: string, numbers: string) => `
  (select json_agg(a.attname order by o.place) from unnest(${numbers}) with ordinality o (number, place)
    join pg_attribute a on a.attrelid = ${relation} and a.attnum = o.number)`;

const tableRows = `
select n.nspname || '.' || c.relname as name,
  (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'required', a.attnotnull, 'hasDefault', a.atthasdef,
      'checks', (select coalesce(json_agg(pg_get_constraintdef(k.oid)), '[]') from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey))) order by a.attnum)
    from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(json_agg(${columnNames("c.oid", "i.indkey::int2[]")} order by i.indisprimary desc), '[]')
    from pg_index i where i.indrelid = c.oid and i.indisunique) as keys,
  (select coalesce(json_agg(json_build_object('columns', ${columnNames("c.oid", "k.conkey")},
      'target', tn.nspname || '.' || t.relname, 'targetColumns', ${columnNames("t.oid", "k.confkey")})), '[]')
    from pg_constraint k join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where k.conrelid = c.oid and k.contype = 'f') as "references"
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ${schemas} and c.relkind in ('r', 'p')
order by name`;
