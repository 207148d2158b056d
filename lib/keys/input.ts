import { z } from "zod";

/** What an administrator who asks for a new key has seen: the version that seals now. */
export const RotateKeys = z.strictObject({ seen: z.coerce.number().int().positive() });
export type RotateKeys = z.infer<typeof RotateKeys>;

/** Whose records are to end, typed by the administrator who approves. */
export const ApproveShredding = z.strictObject({ slug: z.string().trim().min(1).max(63) });
export type ApproveShredding = z.infer<typeof ApproveShredding>;

/** Nothing but the question how far it has come. */
export const AskProgress = z.strictObject({});
