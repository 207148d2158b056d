import { z } from "zod";
import { Concept, DecimalText, Period, Quantity, Text, wordsOf } from "../types.ts";

/** How a drug is to be taken. */
export const Dosage = z.object({
  text: Text,
  patientInstruction: Text,
  additionalInstruction: z.array(Concept).optional(),
  asNeededBoolean: z.boolean().optional(),
  asNeededCodeableConcept: Concept.optional(),
  route: Concept.optional(),
  timing: z
    .object({
      code: Concept.optional(),
      repeat: z
        .object({
          boundsPeriod: Period.optional(),
          frequency: DecimalText.optional(),
          frequencyMax: DecimalText.optional(),
          period: DecimalText.optional(),
          periodUnit: Text,
        })
        .optional(),
    })
    .optional(),
  doseAndRate: z
    .array(
      z.object({
        doseQuantity: Quantity.optional(),
        doseRange: z.object({ low: Quantity.optional(), high: Quantity.optional() }).optional(),
      }),
    )
    .optional(),
});
type Dose = z.output<typeof Dosage>;

/** The dose for people: "100 mg", "1 to 2 tablet". */
export function doseOf(dosage: Dose | undefined): string | undefined {
  const { doseQuantity: one, doseRange: range } = dosage?.doseAndRate?.[0] ?? {};
  if (one?.value) return `${one.value.text} ${one.unit ?? one.code ?? ""}`.trim();
  if (!range?.low?.value || !range.high?.value) return undefined;
  const unit = range.high.unit ?? range.high.code ?? "";
  return `${range.low.value.text} to ${range.high.value.text} ${unit}`.trim();
}

const units: Record<string, string> = {
  s: "second",
  min: "minute",
  h: "hour",
  d: "day",
  wk: "week",
  mo: "month",
  a: "year",
};
const counts = ["", "once", "twice"];

/** How often, in words: "twice a week", "every 4 hours", "once a day as needed". */
export function frequencyOf(dosage: Dose | undefined): string | undefined {
  const { code, repeat } = dosage?.timing ?? {};
  const asNeeded =
    dosage?.asNeededBoolean === true || dosage?.asNeededCodeableConcept !== undefined;
  const often = wordsOf(code) ?? rateOf(repeat);
  const needed = asNeeded ? "as needed" : undefined;
  return [often, needed].filter(Boolean).join(" ") || undefined;
}

function rateOf(repeat: NonNullable<Dose["timing"]>["repeat"]): string | undefined {
  const unit = units[repeat?.periodUnit ?? ""];
  if (!repeat?.period || !unit) return undefined;
  const times = repeat.frequency?.value ?? 1;
  const period = repeat.period.value;
  const most = repeat.frequencyMax ? ` to ${repeat.frequencyMax.text}` : "";
  if (times === 1 && !most && (period !== 1 || unit === "hour")) {
    return period === 1 ? `every ${unit}` : `every ${repeat.period.text} ${unit}s`;
  }
  const count = most ? `${times}${most} times` : (counts[times] ?? `${times} times`);
  return period === 1 ? `${count} a ${unit}` : `${count} every ${repeat.period.text} ${unit}s`;
}
