import { z } from "zod";
import { typedText } from "#lib/input-text";

/** Why PHI leaves the clinic, in the words of whoever takes it out. It is sealed into the trail. */
export const Reason = typedText(500).pipe(
  z.string().min(10, "Say why, in at least ten characters."),
);
