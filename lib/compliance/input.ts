import { z } from "zod";

/** A probe is asked for without a word more. */
export const RequestProbe = z.object({});

/** The evidence is taken as a whole: there is nothing to choose. */
export const TakeEvidence = z.object({});

/** The role matrix, or the history of the probes, in a form that is read by people's tools or by programs. */
export const TakeTable = z.object({ format: z.enum(["csv", "json"]) });
export type TakeTable = z.output<typeof TakeTable>;
