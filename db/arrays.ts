/** A JavaScript array as a PostgreSQL array literal, so that `${values}::uuid[]` works for every element type. */
export function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(element).join(",")}}`;
}

function element(item: unknown): string {
  if (item === null || item === undefined) return "NULL";
  if (Array.isArray(item)) return arrayLiteral(item);
  return `"${text(item).replace(/[\\"]/g, "\\$&")}"`;
}

function text(item: unknown): string {
  if (item instanceof Uint8Array) return `\\x${Buffer.from(item).toString("hex")}`;
  return item instanceof Date ? item.toISOString() : String(item);
}

/** The elements of a one-dimensional PostgreSQL array in its text form. */
export function parseArray<Item>(literal: string, item: (text: string) => Item): (Item | null)[] {
  if (!literal.startsWith("{") || literal.startsWith("{{"))
    throw new TypeError("only one-dimensional arrays are read");
  const elements = literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs);
  return Array.from(elements, ([, quoted, bare]) => {
    if (quoted !== undefined) return item(quoted.replace(/\\(.)/gs, "$1"));
    return bare === undefined || bare === "NULL" ? null : item(bare);
  });
}
