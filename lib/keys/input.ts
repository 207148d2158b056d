import { z } from "zod";

/** What an administrator who asks for a new key has seen: the version that seals now. */
export const RotateKeys = z.strictObject({ seen: z.coerce.number().int().positive() });
export type RotateKeys = z.infer<typeof RotateKeys>;

/** Nothing but the question how far it has come. */
export const AskProgress = z.strictObject({});
