import type { Sealed } from "#db/columns";
import { RangeRecord, ReportRecord, readRecord, ValueRecord } from "#lib/phi/records";
import type { Opener } from "#lib/scope";
import { unitShown } from "#lib/units";
import { rangeWords, standingOf, statusWords } from "./rules.ts";
import type { ResultView } from "./view.ts";

/** A stored result, as the queries of this folder select it. */
export interface ResultRow {
  readonly id: string;
  readonly panelId: string | null;
  readonly code: string | null;
  readonly displaySealed: Sealed | null;
  readonly valueSealed: Sealed | null;
  readonly rangeSealed: Sealed | null;
  readonly status: string;
  readonly effectiveAt: Date;
}

const invisible = /[\u200b-\u200d\u2060\ufeff]/g;

/** The words for a value: the number as it arrived with its comparator, both parts of a blood pressure, its text, or that there is none. */
function valueWords(value: ReturnType<typeof readValue>): string {
  if (value?.value !== undefined) return `${value.comparator ?? ""}${value.sent ?? value.value}`;
  const parts = value?.components?.map((part) => part.sent ?? part.value ?? part.text ?? "–");
  if (parts !== undefined && parts.length > 0) return parts.join("/");
  return value?.text ?? (value?.absentReason === undefined ? "–" : "not done");
}

const readValue = (open: Opener, row: ResultRow) =>
  row.valueSealed === null
    ? undefined
    : readRecord(
        ValueRecord,
        open(row.valueSealed, { table: "observations", column: "value_sealed", rowId: row.id }),
      );

/** Opens one result: its value, its own range, and how it stands by them. */
export function openResult(open: Opener, row: ResultRow, laboratory?: string): ResultView {
  const value = readValue(open, row);
  const range =
    row.rangeSealed === null
      ? undefined
      : readRecord(
          RangeRecord,
          open(row.rangeSealed, { table: "observations", column: "range_sealed", rowId: row.id }),
        );
  return {
    id: row.id,
    at: row.effectiveAt.toISOString(),
    shown: valueWords(value),
    value: value?.value ?? value?.components?.[0]?.value,
    unit: unitShown(value?.unit ?? value?.components?.[0]?.unit),
    standing: standingOf(value ?? {}, range),
    low: range?.low,
    high: range?.high,
    range: rangeWords(range),
    status: statusWords(row.status),
    laboratory: value?.laboratory ?? laboratory,
    comment: value?.comment,
  };
}

/** The name of a test as it was sent, without the invisible characters that some laboratories put in it. */
export function openTestName(open: Opener, row: ResultRow): string {
  if (row.displaySealed === null) return row.code ?? "Test without a name";
  const place = { table: "observations", column: "display_sealed", rowId: row.id };
  return open(row.displaySealed, place).replace(invisible, "").trim();
}

/** The report that results came with: its name and the laboratory. */
export function openReport(
  open: Opener,
  row: { readonly id: string; readonly reportSealed: Sealed },
) {
  const place = { table: "panels", column: "report_sealed", rowId: row.id };
  return readRecord(ReportRecord, open(row.reportSealed, place));
}
