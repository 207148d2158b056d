import { z } from "zod";

/** A probe is asked for without a word more. */
export const RequestProbe = z.object({});
