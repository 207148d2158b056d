import { randomUUID } from "node:crypto";
import { type Attempt, isRefused, reaches, reachesNothing, tellsNothing } from "./attempt.ts";
import { insertOwn } from "./own.ts";
import { allowed, covers } from "./reach.ts";
import { identifier, insertion, keyed, quote, type Row, type Rows } from "./rows.ts";
import type { Table } from "./tables.ts";

/** The two clinics of the probe: whose session it is (null: nobody's), and whose rows are the prey. */
export interface Sides {
  readonly own: string | null;
  readonly foreign: string;
}

/**
 * Everything that one role can try on the rows of a clinic that is not its own: read, count, lock,
 * insert, change, remove, move, refer to, and find out by errors whether something exists there.
 */
export function foreignAttempts(table: Table, role: string, rows: Rows, sides: Sides): Attempt[] {
  return [
    ...readAttempts(table, role, rows, sides),
    ...writeAttempts(table, role, rows, sides),
    ...(sides.own === null ? [] : inferenceAttempts(table, role, rows, sides.own, sides.foreign)),
    ...controlAttempts(table, role),
  ];
}

/** Directory tables belong to no one clinic: a role that the matrix lets at all their rows reaches these by design. */
const isShared = (table: Table, verb: "read" | "add" | "edit" | "remove", role: string) =>
  !table.isWalled && allowed(table.name, verb, role)?.where === null;

function readAttempts(table: Table, role: string, rows: Rows, { foreign }: Sides): Attempt[] {
  if (isShared(table, "read", role)) return [];
  const { name } = table;
  const theirs = whose(table, rows, foreign);
  return [
    reachesNothing("count another clinic's rows", `select count(*) from ${name} where ${theirs}`),
    reachesNothing(
      "read a row by its key",
      `select count(*) from ${name} where ${keyed(table, rows.one(name, foreign))}`,
    ),
    reachesNothing(
      "read whole rows",
      `select count(s) from (select * from ${name} where ${theirs}) s`,
    ),
    reachesNothing(
      "lock rows",
      `select count(*) from (select 1 from ${name} where ${theirs} for key share) s`,
    ),
    reachesNothing(
      "tell by a failing condition",
      `select count(*) from ${name} where ${theirs} and 1 / (length(${identifier(table.columns[0]?.name ?? "")}::text) * 0) = 1`,
    ),
  ];
}

function writeAttempts(table: Table, role: string, rows: Rows, sides: Sides): Attempt[] {
  const { name } = table;
  const { own, foreign } = sides;
  const prey = rows.one(name, foreign);
  const theirs = whose(table, rows, foreign);
  const attempts: Attempt[] = [];
  if (!isShared(table, "add", role)) {
    const key = (table.keys[0] ?? []).map(identifier).join(", ");
    const first = identifier(table.columns[0]?.name ?? "");
    attempts.push(
      isRefused("insert into another clinic", insertion(name, rows.fresh(table, foreign))),
      isRefused("insert over another clinic's row", insertion(name, prey)),
      isRefused(
        "tell by ON CONFLICT DO NOTHING",
        `${insertion(name, prey)} on conflict do nothing`,
      ),
      isRefused(
        "tell by ON CONFLICT DO UPDATE",
        `${insertion(name, prey)} on conflict (${key}) do update set ${first} = excluded.${first}`,
      ),
    );
    const add = allowed(name, "add", role);
    if (add && own !== null && covers(add, "tenant_id"))
      attempts.push(
        isRefused(
          "insert what it may add into another clinic",
          insertOwn(table, add, asMember(table, rows, own, foreign)),
        ),
      );
  }
  if (!isShared(table, "edit", role)) {
    for (const { name: column } of table.columns) {
      const set = `${identifier(column)} = ${identifier(column)}`;
      attempts.push(
        reachesNothing("change another clinic's rows", `update ${name} set ${set} where ${theirs}`),
      );
    }
    if (table.isWalled) {
      const target = quote(own ?? randomUUID());
      attempts.push(
        reachesNothing(
          "move another clinic's rows in",
          `update ${name} set tenant_id = ${target} where ${theirs}`,
        ),
        own === null
          ? reachesNothing(
              "move rows between clinics",
              `update ${name} set tenant_id = ${quote(foreign)}`,
            )
          : isRefused(
              "move an own row out",
              `update ${name} set tenant_id = ${quote(foreign)} where tenant_id = ${quote(own)}`,
            ),
      );
    }
  }
  if (!isShared(table, "remove", role))
    attempts.push(
      reachesNothing("remove another clinic's rows", `delete from ${name} where ${theirs}`),
    );
  return attempts;
}

/** A row of another clinic in the name of whoever acts here: a right to add one's own says nothing against it, the wall does. */
function asMember(table: Table, rows: Rows, own: string, foreign: string): Row {
  const ofMembers = table.references
    .filter(({ target }) => target === "app.members")
    .flatMap(({ columns }) => columns)
    .filter((column) => column !== "tenant_id");
  return { ...rows.fresh(table, foreign), ...pick(rows.fresh(table, own), ofMembers) };
}

function inferenceAttempts(
  table: Table,
  role: string,
  rows: Rows,
  own: string,
  foreign: string,
): Attempt[] {
  const right = allowed(table.name, "add", role);
  if (!table.isWalled || right?.columns !== null) return [];
  const prey = rows.one(table.name, foreign);
  const referring = new Set(table.references.flatMap(({ columns }) => columns));
  const attempts: Attempt[] = [];
  for (const key of table.keys) {
    // A value from a short list is no secret, and collides with the clinic's own.
    const listed = table.columns
      .filter(({ literals }) => literals.length > 0)
      .map(({ name }) => name);
    const borrowed = key.filter(
      (column) => !referring.has(column) && !listed.includes(column) && column !== "tenant_id",
    );
    if (borrowed.length === 0) continue;
    const row = { ...rows.fresh(table, own), ...pick(prey, borrowed) };
    attempts.push(
      reaches("tell by a unique key", insertion(table.name, row), 1),
      reaches(
        "tell by a unique key and ON CONFLICT",
        `${insertion(table.name, row)} on conflict do nothing`,
        1,
      ),
    );
  }
  for (const { columns, target, targetColumns } of table.references) {
    const column = columns.find((name) => name !== "tenant_id");
    if (!column) continue;
    const real = rows.one(target, foreign)[targetColumns[columns.indexOf(column)] ?? ""] ?? "";
    const row = rows.fresh(table, own);
    attempts.push(
      tellsNothing(
        "refer to another clinic's row",
        insertion(table.name, { ...row, [column]: real }),
        insertion(table.name, { ...row, [column]: quote(randomUUID()) }),
      ),
    );
    if (!covers(allowed(table.name, "edit", role), column)) continue;
    const set = (value: string) =>
      `update ${table.name} set ${identifier(column)} = ${value} where ${keyed(table, rows.one(table.name, own))}`;
    attempts.push(
      tellsNothing("turn an own row to another clinic's row", set(real), set(quote(randomUUID()))),
    );
  }
  return attempts;
}

function controlAttempts(table: Table, role: string): Attempt[] {
  const { name } = table;
  return [
    `truncate ${name}`,
    `alter table ${name} disable row level security`,
    `alter table ${name} no force row level security`,
    `alter table ${name} disable trigger all`,
    `create policy probe on ${name} using (true)`,
    ...(table.isWalled ? [`drop policy ${name.slice(name.indexOf(".") + 1)}_wall on ${name}`] : []),
    `alter table ${name} owner to ${role}`,
    `alter table ${name} add column probe text`,
    `drop table ${name} cascade`,
  ].map((statement) => isRefused("take control of the table", statement));
}

/** The condition for every row that the probe made for a clinic. */
function whose(table: Table, rows: Rows, tenantId: string): string {
  if (table.isWalled) return `tenant_id = ${quote(tenantId)}`;
  return `(${rows
    .of(table.name, tenantId)
    .map((row) => keyed(table, row))
    .join(" or ")})`;
}

const pick = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, row[column] ?? "null"]));
