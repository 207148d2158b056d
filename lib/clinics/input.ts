import { z } from "zod";
import { typedText } from "#lib/input-text";
import { MailAddress } from "#lib/mail/address";

const line = (most: number, wanted: string) =>
  typedText(most).pipe(
    z
      .string()
      .min(1, wanted)
      .regex(/^[^\r\n\t]*$/, "has to be one line"),
  );

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]\w*(\/[\w+-]+)+$|^UTC$/.test(name);
  } catch {
    return false;
  }
};

/** What an operator says of a clinic that is to be made. */
export const ClinicInput = z.strictObject({
  slug: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{1,62}$/,
      "has 2 to 63 characters of a-z, 0-9 and -, and does not begin with -",
    ),
  name: line(120, "must not be empty"),
  specialty: z.enum(["hormone", "metabolic", "peptide"], "is hormone, metabolic or peptide"),
  timeZone: z.string().refine(isTimeZone, "is a time zone by its name, like America/Chicago"),
  administrator: z.strictObject({
    displayName: line(120, "must not be empty"),
    email: MailAddress,
  }),
});
export type ClinicInput = z.output<typeof ClinicInput>;

/** Why the operator does something to a clinic. The clinic's administrators read it in their trail. */
export const Reason = line(500, "must not be empty").pipe(
  z.string().min(10, "has 10 characters or more: the clinic's administrators read it"),
);

const colors = ["#9a3d12", "#1f5fa8", "#0f6b5c", "#7a2e6b", "#4a5a14", "#8a1f3c"];

/** The colour that tells a clinic from others at a glance, always the same for one slug. */
export function colorOf(slug: string): string {
  let sum = 0;
  for (const letter of slug) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return colors[sum % colors.length] ?? "#1f5fa8";
}
