import { type Attempt, isRefused, reaches, reachesNothing } from "./attempt.ts";
import { type Allowed, allowed, covers } from "./reach.ts";
import { identifier, insertion, keyed, type Row, type Rows } from "./rows.ts";
import type { Table } from "./tables.ts";

/**
 * What the matrix says of a role's own clinic, in both directions: every right works (else the refusals
 * would prove nothing), and what is not a right is refused, column by column.
 */
export function ownAttempts(
  table: Table,
  role: string,
  rows: Rows,
  own: string,
  /** Rows of the clinic in this table that the role's condition lets through. */
  visible: number,
  other: string,
): Attempt[] {
  const { name, columns } = table;
  const read = allowed(name, "read", role);
  const add = allowed(name, "add", role);
  const edit = allowed(name, "edit", role);
  const remove = allowed(name, "remove", role);
  const mine = rows.one(name, own);
  const here = table.isWalled ? `tenant_id = '${own}'` : keyed(table, mine);
  const attempts: Attempt[] = [];
  for (const { name: column } of columns) {
    const quoted = identifier(column);
    const look = `select count(*) from ${name} where (${quoted} is null or ${quoted} is not null)`;
    attempts.push(
      covers(read, column)
        ? reaches("read an own column", `${look} and ${here}`, visible)
        : isRefused("read a column without a right", look),
    );
    if (!covers(edit, column))
      attempts.push(
        isRefused("change a column without a right", `update ${name} set ${quoted} = null`),
      );
    else if (covers(read, column))
      attempts.push(
        reaches(
          "change an own column",
          `update ${name} set ${quoted} = ${quoted} where ${keyed(table, mine)}`,
          1,
        ),
      );
    if (!covers(add, column))
      attempts.push(isRefused("insert a column without a right", insertion(name, mine, [column])));
  }
  if (add)
    attempts.push(
      reaches("insert an own row", insertOwn(table, add, rows.fresh(table, own, {}, other)), 1),
    );
  attempts.push(
    remove
      ? reaches("remove an own row", `delete from ${name} where ${keyed(table, mine)}`, 1)
      : isRefused("remove without a right", `delete from ${name}`),
  );
  return [...attempts, ...ofOthers(table, { edit, remove }, rows, own)];
}

/** Rows of another member of the clinic, also those that are shared with this one, where a right ends at one's own. */
function ofOthers(
  { name }: Table,
  { edit, remove }: { readonly edit: Allowed | undefined; readonly remove: Allowed | undefined },
  rows: Rows,
  own: string,
): Attempt[] {
  const mine = rows.one(name, own).member_id;
  const endsAtOwn = (right: Allowed | undefined) => right?.where?.includes("ctx.actor()") === true;
  return rows
    .of(name, own)
    .filter(({ member_id }) => member_id !== mine)
    .flatMap(({ id }) => [
      ...(endsAtOwn(edit)
        ? [
            reachesNothing(
              "change another member's row",
              `update ${name} set ${edit?.columns?.map((column) => `${identifier(column)} = ${identifier(column)}`).join(", ")} where id = ${id}`,
            ),
          ]
        : []),
      ...(endsAtOwn(remove)
        ? [reachesNothing("remove another member's row", `delete from ${name} where id = ${id}`)]
        : []),
    ]);
}

/** An insert of those columns of a row that the right covers. */
export function insertOwn({ name }: Table, right: Allowed, row: Row): string {
  const columns = Object.keys(row).filter((column) => covers(right, column));
  return insertion(name, row, columns);
}
