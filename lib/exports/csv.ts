import "server-only";
import { stringify } from "csv-stringify/sync";

/**
 * Records as CSV: a field that a spreadsheet would take for a formula is written with an apostrophe in
 * front, so that it is shown and not run.
 */
export const csvRows = (records: readonly (readonly (string | number)[])[]): string =>
  stringify(
    records.map((record) => [...record]),
    {
      escape_formulas: true,
      quoted_match: /[\r\n]/,
      record_delimiter: "\r\n",
    },
  );

/** The first line of a file, behind the mark by which spreadsheets know that it is UTF-8. */
export const csvHead = (columns: readonly string[]): string => `\ufeff${csvRows([columns])}`;
