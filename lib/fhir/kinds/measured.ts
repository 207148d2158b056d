import { z } from "zod";
import type { MeasuredRecord, RangeRecord } from "#lib/phi/records";
import {
  Concept,
  type DecimalText,
  Period,
  plainCode,
  Quantity,
  Text,
  Whole,
  wordsOf,
} from "../types.ts";

/** The ways an observation, or one component of it, may say what was found. */
export const Measured = z.object({
  valueQuantity: Quantity.optional(),
  valueCodeableConcept: Concept.optional(),
  valueString: Text,
  valueBoolean: z.boolean().optional(),
  valueInteger: Whole.optional(),
  valueRange: z.object({ low: Quantity.optional(), high: Quantity.optional() }).optional(),
  valueRatio: z
    .object({ numerator: Quantity.optional(), denominator: Quantity.optional() })
    .optional(),
  valueTime: Text,
  valueDateTime: Text,
  valuePeriod: Period.optional(),
  dataAbsentReason: Concept.optional(),
});

/** The reference range that one result came with. */
export const ReferenceRange = z.object({
  low: Quantity.optional(),
  high: Quantity.optional(),
  type: Concept.optional(),
  text: Text,
});

/** A value as it is kept. Nothing found at all is a reason too. */
export function measuredOf(from: z.output<typeof Measured>): z.input<typeof MeasuredRecord> {
  const quantity = from.valueQuantity;
  if (quantity?.value) {
    return {
      value: quantity.value.value,
      sent: quantity.value.text,
      comparator: quantity.comparator,
      unit: quantity.unit ?? quantity.code,
    };
  }
  if (from.valueInteger !== undefined) {
    return { value: from.valueInteger, sent: String(from.valueInteger) };
  }
  const text = wordsFor(from);
  if (text !== undefined) return { text };
  return { absentReason: wordsOf(from.dataAbsentReason) ?? "not sent" };
}

function wordsFor(from: z.output<typeof Measured>): string | undefined {
  if (from.valueBoolean !== undefined) return from.valueBoolean ? "Yes" : "No";
  const { valueRange: range, valueRatio: ratio, valuePeriod: period } = from;
  return (
    wordsOf(from.valueCodeableConcept) ??
    from.valueString ??
    (range && `${amount(range.low)} to ${amount(range.high)}`) ??
    (ratio && `${amount(ratio.numerator)} : ${amount(ratio.denominator)}`) ??
    from.valueTime ??
    from.valueDateTime ??
    (period && `${period.start ?? ""} to ${period.end ?? ""}`)
  );
}

function amount(quantity: z.output<typeof Quantity> | undefined): string {
  const unit = quantity?.unit ?? quantity?.code ?? "";
  return `${quantity?.comparator ?? ""}${quantity?.value?.text ?? "?"} ${unit}`.trim();
}

/** The range and interpretation of a result, or undefined when it brought neither. */
export function rangeOf(
  ranges: readonly z.output<typeof ReferenceRange>[],
  interpretation: Concept | undefined,
): z.input<typeof RangeRecord> | undefined {
  const isCritical = (range: z.output<typeof ReferenceRange>) =>
    /critical|panic/i.test(wordsOf(range.type) ?? "");
  const normal =
    ranges.find((one) => plainCode(one.type) === "normal") ??
    ranges.find((one) => !isCritical(one));
  const critical = ranges.find(isCritical);
  const flag = plainCode(interpretation) ?? interpretation?.text;
  if (!normal && !critical && flag === undefined) return undefined;
  return {
    low: number(normal?.low?.value),
    high: number(normal?.high?.value),
    criticalLow: number(critical?.low?.value),
    criticalHigh: number(critical?.high?.value),
    unit: normal?.low?.unit ?? normal?.high?.unit,
    text: normal?.text,
    interpretation: flag,
  };
}

function number(decimal: z.output<typeof DecimalText> | undefined): number | undefined {
  return decimal?.value;
}
