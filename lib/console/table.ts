import type { ConsoleRows } from "#db/console";
import { consoleColumns } from "#db/console-access";

const widest = 60;

/** Rows as a terminal shows them: a column each, numbers to the right, and the count below. */
export function printRows({ columns, rows, isMore }: ConsoleRows): string {
  const cells = rows.map((row) => columns.map((column) => shown(row[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const isNumber = columns.map(
    (column) => rows.length > 0 && rows.every((row) => /^-?\d+(\.\d+)?$/.test(shown(row[column]))),
  );
  const line = (texts: readonly string[]) =>
    ` ${texts.map((text, at) => (isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0))).join(" | ")}`.trimEnd();
  const count = `(${isMore ? "the first " : ""}${rows.length} row${rows.length === 1 ? "" : "s"}${isMore ? ", there are more" : ""})`;
  return [
    line(columns),
    widths.map((width) => "-".repeat(width + 2)).join("+"),
    ...cells.map(line),
    count,
  ].join("\n");
}

/** Escapes what could move the cursor of a terminal, or end the line. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const plain = text.replace(
    /[^\P{C}]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return plain.length > widest ? `${plain.slice(0, widest - 1)}…` : plain;
}

/** What can be asked about: every table, or the columns of one; undefined for a table that is closed. */
export function describeTables(name?: string): string | undefined {
  if (!name) return Object.keys(consoleColumns).sort().join("\n");
  const full = Object.keys(consoleColumns).find(
    (each) => each === name || each.endsWith(`.${name}`),
  );
  return full && `${full}: ${consoleColumns[full]?.join(", ")}`;
}
