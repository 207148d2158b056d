import { clinicDateTime } from "#lib/dates";
import { flagWords } from "#lib/labs/rules";
import type { ResultView } from "#lib/labs/view";

const isBare = ({ range }: ResultView) => range === "no range";

/** A result in short lines: value and flag, date, range, laboratory, and what else was said. */
export function resultLines(result: ResultView, timeZone: string): readonly string[] {
  const { standing, unit, status, laboratory, comment } = result;
  const flag = standing.kind === "flagged" ? `, ${flagWords[standing.flag]}` : "";
  return [
    `${result.shown}${unit === undefined ? "" : ` ${unit}`}${flag}`,
    clinicDateTime(result.at, timeZone),
    isBare(result) ? "No reference range" : `Reference ${result.range}`,
    ...[laboratory, status, comment].filter((line) => line !== undefined),
  ];
}

/** A result in one sentence, for a screen reader or a tooltip. */
export const resultSentence = (result: ResultView, timeZone: string): string =>
  resultLines(result, timeZone).join("; ");
