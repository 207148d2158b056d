import { z } from "zod";

/** A probe is asked for without a word more. */
export const RequestProbe = z.object({});

/** The evidence is taken as a whole: there is nothing to choose. */
export const TakeEvidence = z.object({});
