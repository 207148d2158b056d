import { z } from "zod";
import { restrictable, sensitivities } from "#db/sensitivity";
import { GrantId, MemberId, PatientId, RestrictionId } from "#lib/ids";
import { typedText } from "#lib/input-text";
import { leastText, lengthOf, reasonCodes, verdicts } from "./rules.ts";
import { mostTagged, tagKinds } from "./tag-kinds.ts";

/** Who breaks the glass of whose chart, and why. */
export const BreakGlass = z.strictObject({
  patientId: PatientId,
  reasonCode: z.enum(reasonCodes, "Choose a reason."),
  text: typedText(1000).refine(
    (text) => lengthOf(text) >= leastText,
    `Say why in ${leastText} characters or more: whoever reviews this reads it.`,
  ),
});
export type BreakGlass = z.output<typeof BreakGlass>;

/** One emergency access. */
export const WhichGrant = z.strictObject({ grantId: GrantId });
export type WhichGrant = z.output<typeof WhichGrant>;

/** What another member found about an emergency access. */
export const ReviewGrant = z.strictObject({
  grantId: GrantId,
  verdict: z.enum(verdicts, "Choose a verdict."),
  note: typedText(2000).pipe(z.string().min(1, "Say what you looked at and found.")),
});
export type ReviewGrant = z.output<typeof ReviewGrant>;

/** What is closed of a chart, who asked for it, why, and who treats the patient. A form sends one member, several or none. */
export const RestrictChart = z.strictObject({
  patientId: PatientId,
  category: z.enum(restrictable, "Choose what is restricted."),
  askedBy: z.enum(["patient", "clinic"], "Choose who asked for it."),
  reason: typedText(1000).pipe(z.string().min(1, "Say why: whoever reviews access reads it.")),
  team: z
    .union([MemberId.transform((one) => [one]), z.array(MemberId).max(50)])
    .optional()
    .transform((team) => [...new Set(team ?? [])]),
});
export type RestrictChart = z.output<typeof RestrictChart>;

/** A restriction that is to end, and why. */
export const LiftRestriction = z.strictObject({
  restrictionId: RestrictionId,
  reason: typedText(1000).pipe(z.string().min(1, "Say why: the audit trail keeps it.")),
});
export type LiftRestriction = z.output<typeof LiftRestriction>;

/** One member of the care team of one restriction. */
export const WhichCarer = z.strictObject({ restrictionId: RestrictionId, memberId: MemberId });
export type WhichCarer = z.output<typeof WhichCarer>;

const tag = z.enum([...sensitivities, "none"]);

/** A record and how it was tagged when the form was made: "id none", "id hiv". */
const TaggedAs = z
  .string()
  .max(60)
  .transform((text) => {
    const [recordId, was, ...more] = text.split(" ");
    return { recordId, was: more.length === 0 ? was : undefined };
  })
  .pipe(z.strictObject({ recordId: z.uuid(), was: tag }));

/** Records of one kind, and what they are to be tagged as. A form sends one record, several or none. */
export const TagRecords = z.strictObject({
  patientId: PatientId,
  kind: z.enum(tagKinds),
  records: z
    .union([TaggedAs.transform((one) => [one]), z.array(TaggedAs)], "Choose at least one record.")
    .refine(
      (records) => new Set(records.map(({ recordId }) => recordId)).size === records.length,
      "A record is named twice.",
    )
    .refine((records) => records.length <= mostTagged, `Choose ${mostTagged} records at the most.`),
  becomes: z.enum([...sensitivities, "none"], "Choose what they are."),
  reason: typedText(500),
});
export type TagRecords = z.output<typeof TagRecords>;
