import { z } from "zod";

/** The forms that keep a draft. */
export const draftForms = ["payment"] as const;

/** Which draft of a member: of which form, about what. */
export const DraftKey = z.strictObject({ form: z.enum(draftForms), subjectId: z.uuid() });
export type DraftKey = z.infer<typeof DraftKey>;

/** The longest text that a draft may be. */
export const longestDraft = 16_000;

/** What a form keeps while somebody types: one text, which only the form itself can read. */
export const KeepDraft = z.strictObject({
  ...DraftKey.shape,
  content: z.string().min(1).max(longestDraft),
});
export type KeepDraft = z.infer<typeof KeepDraft>;
