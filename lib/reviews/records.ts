import { z } from "zod";
import { findingKinds } from "./rules.ts";

/** `review_findings.content_sealed`: of which kind it is, whom it names, where in the trail it begins and ends, and its figures. */
export const FindingRecord = z.object({
  kind: z.enum(findingKinds),
  patientIds: z.array(z.string()),
  looks: z.number(),
  first: z.number(),
  last: z.number(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type FindingRecord = z.output<typeof FindingRecord>;

/** Where a finding is sealed. */
export const findingPlace = (rowId: string, column: "content_sealed" | "note_sealed") => ({
  table: "review_findings",
  column,
  rowId,
});

/** Where the words of a sign-off are sealed. */
export const conclusionPlace = (rowId: string) => ({
  table: "activity_reviews",
  column: "conclusion_sealed",
  rowId,
});
