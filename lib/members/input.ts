import { z } from "zod";
import { memberRoles } from "#db/roles";
import { MemberId } from "#lib/ids";
import { typedText } from "#lib/input-text";
import { MailAddress } from "#lib/mail/address";
import { type Assurance, isNpi, type SignInRules } from "./rules.ts";

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

/** An NPI as it is typed: none, or ten digits whose check digit is right. */
const Npi = z
  .string()
  .trim()
  .refine(
    (typed) => typed === "" || isNpi(typed),
    "This is no NPI: ten digits, the last a check digit.",
  );

/** Somebody who shall work in the clinic. */
export const InviteMember = z.strictObject({
  email: MailAddress,
  displayName: DisplayName,
  roles: Roles,
  credentials: typedText(40).optional(),
  npi: Npi.optional(),
});
export type InviteMember = z.output<typeof InviteMember>;

/** One member, for what is done to them as a whole. */
export const WhichMember = z.strictObject({ memberId: MemberId });
export type WhichMember = z.output<typeof WhichMember>;

/** How a member is called, as one text: what a page showed of it, for a change to come back with. */
export const seenDetails = (shown: {
  readonly name: string;
  readonly credentials: string | null;
  readonly npi: string | null;
}): string => JSON.stringify([shown.name, shown.credentials ?? "", shown.npi ?? ""]);

/** How a member is called from now on, and what the page showed before. */
export const ChangeDetails = z.strictObject({
  memberId: MemberId,
  displayName: DisplayName,
  credentials: typedText(40),
  npi: Npi,
  seen: z.string().max(600),
});
export type ChangeDetails = z.output<typeof ChangeDetails>;

/** The roles of a member from now on, in the order in which they are tried, and those that the page showed. */
export const ChangeRoles = z.strictObject({
  memberId: MemberId,
  roles: Roles,
  seen: z.string().max(200),
});
export type ChangeRoles = z.output<typeof ChangeRoles>;

/** Who leaves the clinic, and why. */
export const Deactivate = z.strictObject({
  memberId: MemberId,
  reason: typedText(300).pipe(z.string().min(1, "Say why: the audit trail keeps it.")),
});
export type Deactivate = z.output<typeof Deactivate>;

const Asked = z
  .enum(["1", "2", "3"], "Choose what is asked.")
  .transform((text) => Number(text) as Assurance);

/** The rules of sign-in as one text: what a page showed of them, for a change to come back with. */
export const seenRules = (rules: SignInRules): string =>
  memberRoles.map((name) => `${name} ${rules[name]}`).join(", ");

/** What is asked of each role from now on, and what the page showed before. */
export const SetSignInRules = z.strictObject({
  medical_assistant: Asked,
  prescriber: Asked,
  biller: Asked,
  tenant_admin: Asked,
  seen: z.string().max(200),
});
export type SetSignInRules = z.output<typeof SetSignInRules>;

const states = ["active", "invited", "deactivated", "withdrawn"] as const;

/** How the list of members is narrowed, and after whom it goes on. Nothing in it is a name, so that it may stand in a URL. */
export const ListMembers = z.object({
  role: z.enum(memberRoles).optional(),
  status: z.enum(states).optional(),
  after: MemberId.optional(),
});
export type ListMembers = z.output<typeof ListMembers>;
