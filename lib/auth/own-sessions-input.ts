import { z } from "zod";

/** Which of one's own sessions to end. */
export const RevokeSession = z.strictObject({ sessionId: z.uuid() });
export type RevokeSession = z.infer<typeof RevokeSession>;

/** A form that says nothing but that it was sent. */
export const Nothing = z.strictObject({});
