import { getTableColumns, getTableUniqueName, is, SQL } from "drizzle-orm";
import { CasingCache, toSnakeCase } from "drizzle-orm/casing";
import { type AnyPgColumn, getTableConfig, IndexedColumn, type PgTable } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { canonical } from "./expression.ts";

const casing = new CasingCache("snake_case");

/** What the schema files say of one table: its columns with their defaults, its keys, references, checks and indexes. */
export function structureFacts({ table }: TableAccess): string[] {
  const config = getTableConfig(table);
  const name = qualified(table);
  return [
    ...Object.values(getTableColumns(table)).flatMap((column) => columnFacts(name, column)),
    ...config.primaryKeys.map(({ columns }) => `primary key of ${name} (${names(columns)})`),
    ...config.uniqueConstraints.map(({ columns }) => `unique ${name} (${names(columns)})`),
    ...config.foreignKeys.map((key) => {
      const { columns, foreignColumns, foreignTable } = key.reference();
      return `reference ${name} (${names(columns)}) to ${qualified(foreignTable)} (${names(foreignColumns)})`;
    }),
    ...config.checks.map((check) => `check ${check.name} of ${name}`),
    ...config.indexes.map(({ config: index }) => {
      const columns = index.columns.map((column) => {
        if (!is(column, IndexedColumn)) throw new TypeError(`${name}: an index on an expression`);
        const direction = column.indexConfig.order === "desc" ? " desc" : "";
        return `${column.keyAsName ? toSnakeCase(column.name ?? "") : column.name}${direction}`;
      });
      const kind = `${index.unique ? "unique " : ""}index`;
      return `${kind} ${index.name} of ${name} (${columns.join(", ")})${index.where ? " partial" : ""}`;
    }),
  ];
}

function columnFacts(table: string, column: AnyPgColumn): string[] {
  const name = casing.getColumnCasing(column);
  const facts = [
    `column ${table}.${name} ${column.getSQLType()}${column.notNull ? " not null" : ""}`,
  ];
  if (column.default !== undefined)
    facts.push(`default ${table}.${name} = ${canonical(literal(column.default))}`);
  if (column.primary) facts.push(`primary key of ${table} (${name})`);
  if (column.isUnique) facts.push(`unique ${table} (${name})`);
  return facts;
}

function literal(value: unknown): string {
  if (is(value, SQL))
    return value.queryChunks
      .map((chunk) => ("value" in Object(chunk) ? String(Object(chunk).value) : ""))
      .join("");
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

const names = (columns: readonly AnyPgColumn[]) =>
  columns.map((column) => casing.getColumnCasing(column)).join(", ");

const qualified = (table: PgTable) => getTableUniqueName(table);
