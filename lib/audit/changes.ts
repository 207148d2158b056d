/** What a field may hold that an event tells of. */
export type FieldValue = string | number | boolean | null | readonly string[];

/** The fields of a record that an act changed, each with what it held before and what it holds after. Null is nothing. */
export type Changes = Readonly<Record<string, readonly [before: FieldValue, after: FieldValue]>>;

/** The fields in which two states of a record differ; one that a state lacks is nothing in it. */
export function changesBetween(
  before: Readonly<Record<string, FieldValue | undefined>>,
  after: Readonly<Record<string, FieldValue | undefined>>,
): Changes {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names].flatMap((name): [string, readonly [FieldValue, FieldValue]][] => {
      const pair = [plain(before[name]), plain(after[name])] as const;
      return JSON.stringify(pair[0]) === JSON.stringify(pair[1]) ? [] : [[name, pair]];
    }),
  );
}

/** An empty text or list says what nothing says. */
const plain = (value: FieldValue | undefined): FieldValue =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
    ? null
    : value;
