import { z } from "zod";
import { memberRoles } from "#db/roles";
import { MemberId } from "#lib/ids";
import { typedText } from "#lib/input-text";
import { MailAddress } from "#lib/mail/address";

const line = (most: number, wanted: string) =>
  typedText(most).pipe(
    z
      .string()
      .min(1, wanted)
      .regex(/^[^\r\n\t]*$/, "This has to be one line."),
  );

const role = z.enum(memberRoles, "Choose a role.");

/** The roles of a member, in the order in which they are tried. A form sends one, or the name several times. */
export const Roles = z
  .union([role.transform((one) => [one]), z.array(role)], "Choose a role.")
  .refine((roles) => roles.length > 0, "Choose a role.")
  .refine((roles) => new Set(roles).size === roles.length, "Each role once.");

/** How a member's name may be typed. */
export const DisplayName = line(120, "Enter a name.");

/** Somebody who shall work in the clinic. */
export const InviteMember = z.strictObject({
  email: MailAddress,
  displayName: DisplayName,
  roles: Roles,
  credentials: typedText(40).optional(),
  npi: z
    .string()
    .trim()
    .regex(/^(\d{10})?$/, "An NPI has ten digits.")
    .optional(),
});
export type InviteMember = z.output<typeof InviteMember>;

/** One member, for what is done to them as a whole. */
export const WhichMember = z.strictObject({ memberId: MemberId });
export type WhichMember = z.output<typeof WhichMember>;
