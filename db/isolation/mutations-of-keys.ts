import { type Query, schemas } from "#db/gate/live";
import type { Mutation } from "./mutations.ts";
import { identifier } from "./rows.ts";

interface LiveKey {
  type: "p" | "u" | "f" | "c";
  table: string;
  name: string;
  definition: string;
  columns: string;
}

/** Each primary key, unique key, reference, check and index dropped; each reference not validated, and cascading. */
export async function keyMutations(query: Query): Promise<Mutation[]> {
  const keys = (await query(`
    select k.contype as type, n.nspname || '.' || c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition,
      (select string_agg(a.attname, ', ' order by o.place) from unnest(k.conkey) with ordinality o (number, place)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.number) as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and k.contype in ('p', 'u', 'f', 'c') order by 1, 2, 3`)) as LiveKey[];
  const indexes = (await query(`
    select i.indexrelid::regclass::text as name, x.relname as short, n.nspname || '.' || c.relname as table
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace join pg_class x on x.oid = i.indexrelid
    where n.nspname in ${schemas} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by 1`)) as { name: string; short: string; table: string }[];
  return [
    ...keys.flatMap(constraintMutations),
    ...indexes.map(({ name, short, table }) => ({
      kind: "keys",
      what: `dropped: index ${name}`,
      sql: `drop index ${name}`,
      marks: [`index ${short} of ${table} `],
      group: "index",
    })),
  ];
}

function constraintMutations({ type, table, name, definition, columns }: LiveKey): Mutation[] {
  const drop = `alter table ${table} drop constraint ${identifier(name)}`;
  const mark = {
    p: `primary key of ${table} `,
    u: `unique ${table} (${columns})`,
    f: `reference ${table} (${columns}) `,
    c: `check ${name} of ${table}`,
  }[type];
  const dropped: Mutation = {
    kind: "keys",
    what: `dropped: ${name} of ${table}`,
    sql: type === "p" || type === "u" ? `${drop} cascade` : drop,
    marks: [mark],
    group: type,
  };
  if (type !== "f") return [dropped];
  const put = (what: string, suffix: string): Mutation => ({
    ...dropped,
    what: `${what}: ${name} of ${table}`,
    sql: `${drop}; alter table ${table} add constraint ${identifier(name)} ${definition} ${suffix}`,
  });
  return [dropped, put("not validated", "not valid"), put("cascading", "on delete cascade")];
}

/** Each trigger dropped and disabled, and all of a table disabled, those that check references too. */
export async function triggerMutations(query: Query): Promise<Mutation[]> {
  const triggers = (await query(`
    select n.nspname || '.' || c.relname as table, t.tgname as name
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${schemas} and not t.tgisinternal order by 1, 2`)) as {
    table: string;
    name: string;
  }[];
  const tables = [...new Set(triggers.map(({ table }) => table))];
  return [
    ...triggers.flatMap(({ table, name }) => {
      const marks = [`TRIGGER ${name} `, ` ON ${table} `];
      return [
        {
          kind: "triggers",
          what: `dropped: ${name} on ${table}`,
          sql: `drop trigger ${name} on ${table}`,
          marks,
        },
        {
          kind: "triggers",
          what: `disabled: ${name} on ${table}`,
          sql: `alter table ${table} disable trigger ${name}`,
          marks,
        },
      ];
    }),
    ...tables.map((table) => ({
      kind: "triggers",
      what: `all disabled: ${table}`,
      sql: `alter table ${table} disable trigger all`,
      marks: ["disabled CREATE ", ` ON ${table} `],
      group: "all",
    })),
  ];
}
