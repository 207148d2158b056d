/** A result's number, or its words, with the unit it came in. */
export interface Measured {
  readonly value?: number | undefined;
  readonly comparator?: string | undefined;
  readonly unit?: string | undefined;
}

/** The reference range and interpretation that came with one result. */
export interface OwnRange {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly criticalLow?: number | undefined;
  readonly criticalHigh?: number | undefined;
  readonly unit?: string | undefined;
  readonly text?: string | undefined;
  readonly interpretation?: string | undefined;
}

/** H and L are outside the range, HH and LL critically so, A is abnormal without a direction. */
export type Flag = "H" | "L" | "HH" | "LL" | "A";

/** How a result stands: flagged, within its range, or not to be judged because it came with no range. */
export type Standing =
  | { readonly kind: "flagged"; readonly flag: Flag }
  | { readonly kind: "normal" }
  | { readonly kind: "no-range" };

const byCode: Readonly<Record<string, Flag | "normal">> = {
  H: "H",
  HU: "H",
  ">": "H",
  L: "L",
  LU: "L",
  "<": "L",
  HH: "HH",
  LL: "LL",
  A: "A",
  AA: "A",
  ABN: "A",
  POS: "A",
  N: "normal",
  NEG: "normal",
};

const below = (measured: Measured, limit: number): boolean => {
  const { value, comparator = "" } = measured;
  if (value === undefined || comparator.startsWith(">")) return false;
  return comparator === "<" ? value <= limit : value < limit;
};

const above = (measured: Measured, limit: number): boolean => {
  const { value, comparator = "" } = measured;
  if (value === undefined || comparator.startsWith("<")) return false;
  return comparator === ">" ? value >= limit : value > limit;
};

const flagged = (flag: Flag): Standing => ({ kind: "flagged", flag });

/**
 * How one result stands by what came with it: the laboratory's own interpretation, else its own
 * range. A limit in another unit than the value is not compared, and nothing is judged by a range of
 * another result, since ranges change by laboratory.
 */
export function standingOf(measured: Measured, range: OwnRange | undefined): Standing {
  if (range === undefined) return { kind: "no-range" };
  const stated = byCode[range.interpretation?.toUpperCase() ?? ""];
  if (stated !== undefined) return stated === "normal" ? { kind: "normal" } : flagged(stated);

  const isOtherUnit =
    range.unit !== undefined && measured.unit !== undefined && range.unit !== measured.unit;
  const limits = [range.low, range.high, range.criticalLow, range.criticalHigh];
  if (isOtherUnit || measured.value === undefined || limits.every((limit) => limit === undefined))
    return { kind: "no-range" };

  if (range.criticalHigh !== undefined && above(measured, range.criticalHigh)) return flagged("HH");
  if (range.criticalLow !== undefined && below(measured, range.criticalLow)) return flagged("LL");
  if (range.high !== undefined && above(measured, range.high)) return flagged("H");
  if (range.low !== undefined && below(measured, range.low)) return flagged("L");
  return { kind: "normal" };
}

/** A range in words: "264–916", "≥ 60", "≤ 100", the laboratory's own text, or "no range". */
export function rangeWords(range: OwnRange | undefined): string {
  const { low, high, text } = range ?? {};
  if (low !== undefined && high !== undefined) return `${low}–${high}`;
  if (low !== undefined) return `≥ ${low}`;
  if (high !== undefined) return `≤ ${high}`;
  return text ?? "no range";
}

/** What a flag means, for a screen reader and a tooltip. */
export const flagWords: Record<Flag, string> = {
  H: "high",
  L: "low",
  HH: "critically high",
  LL: "critically low",
  A: "abnormal",
};

/** Whether a result so flagged has to be seen first. */
export const isCritical = (flag: Flag | undefined): boolean => flag === "HH" || flag === "LL";

/** Words for a result that may still change, or was changed after it was first sent; undefined for a final one. */
export function statusWords(status: string): string | undefined {
  if (status === "registered" || status === "preliminary" || status === "partial")
    return "preliminary";
  if (status === "amended" || status === "corrected") return "corrected";
  if (status === "entered-in-error" || status === "entered_in_error") return "entered in error";
  if (status === "cancelled") return "cancelled";
  return undefined;
}
