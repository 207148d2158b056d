import { z } from "zod";

/**
 * The packed records: what is inside the sealed columns that hold more than one field. Each is sealed
 * as JSON text with `packRecord` and read back with `readRecord`. Columns not named here hold plain
 * text (`family_sealed`, `birth_date_sealed` as YYYY-MM-DD, `mrn_sealed`, every `display_sealed`,
 * `title_sealed`, `text_sealed`, `reason_sealed`, `type_sealed`, `vaccine_sealed`).
 */
const text = z.string().optional();

/** `patients.demographics_sealed`. `sex` and `genderIdentity` are words to show, as recorded. */
export const DemographicsRecord = z.object({
  prefix: text,
  suffix: text,
  preferredName: text,
  middleNames: text,
  formerFamily: text,
  sex: text,
  genderIdentity: text,
  pronouns: text,
  language: text,
  race: text,
  ethnicity: text,
  maritalStatus: text,
  deceasedAt: text,
  restrictionReason: text,
});

/** `patients.identifiers_sealed`: every other number, with the words that say whose it is. */
export const IdentifiersRecord = z.object({
  identifiers: z.array(z.object({ type: text, system: text, value: z.string() })),
});

/** `patient_contacts.value_sealed`: `value` for a phone (E.164 where it parses) or e-mail; the other fields for an address or person. */
export const ContactRecord = z.object({
  value: text,
  lines: z.array(z.string()).optional(),
  city: text,
  state: text,
  postalCode: text,
  country: text,
  name: text,
  relationship: text,
  phone: text,
});

/** `coverages.plan_sealed`. */
export const PlanRecord = z.object({
  payer: z.string(),
  plan: text,
  subscriberId: text,
  relationship: text,
  group: text,
});

/** `allergies.substance_sealed`. */
export const SubstanceRecord = z.object({
  substance: z.string(),
  reactions: z.array(z.object({ manifestation: z.string(), severity: text })).optional(),
  comment: text,
  onset: text,
});

/** `medication_requests.order_sealed`. `dose` is for people ("0.4 mL (80 mg)"); `doseValue` and `doseUnit` are for the trend. */
export const OrderRecord = z.object({
  drug: z.string(),
  dose: text,
  doseValue: z.number().optional(),
  doseUnit: text,
  route: text,
  frequency: text,
  instructions: text,
  quantity: text,
  schedule: text,
  reason: text,
  stopReason: text,
});

/** `panels.report_sealed`. */
export const ReportRecord = z.object({
  name: z.string(),
  laboratory: text,
  conclusion: text,
});

/** One measured thing: a number with its comparator and unit, or words. `sent` is the number's text as it arrived, so that no digit is lost. */
export const MeasuredRecord = z.object({
  value: z.number().optional(),
  sent: text,
  comparator: text,
  unit: text,
  text: text,
  absentReason: text,
});

/** `observations.value_sealed`: a value, and the components of one that has parts (blood pressure). */
export const ValueRecord = MeasuredRecord.extend({
  components: z.array(MeasuredRecord.extend({ code: text, display: z.string() })).optional(),
  comment: text,
  laboratory: text,
});

/** `observations.range_sealed`: the reference range and the interpretation of this very result. `interpretation` is the HL7 code (H, L, HH, LL, N, A). */
export const RangeRecord = z.object({
  low: z.number().optional(),
  high: z.number().optional(),
  criticalLow: z.number().optional(),
  criticalHigh: z.number().optional(),
  unit: text,
  text: text,
  interpretation: text,
});

/** The JSON text to seal for a record. Fields that are undefined leave no trace. */
export function packRecord<Shape extends z.ZodType>(shape: Shape, record: z.input<Shape>): string {
  return JSON.stringify(shape.parse(record));
}

/** Reads an opened record back. A record that does not fit its shape is an error, never half shown. */
export function readRecord<Shape extends z.ZodType>(shape: Shape, opened: string): z.output<Shape> {
  return shape.parse(parsed(opened));
}

/** V8's own message quotes what it could not read, which is PHI. */
function parsed(opened: string): unknown {
  try {
    return JSON.parse(opened);
  } catch {
    throw new SyntaxError("an opened record is not JSON");
  }
}
