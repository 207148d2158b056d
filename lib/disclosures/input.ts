import { z } from "zod";
import { PatientId } from "#lib/ids";
import { typedDay, typedText } from "#lib/input-text";
import { agencies, purposes } from "./rules.ts";

const needed = (most: number, wanted: string) => typedText(most).pipe(z.string().min(1, wanted));

const DisclosureId = z.uuid();
const HoldId = z.uuid();

/** Whose accounting, and of which days of the clinic, both included. Left out, they are the last six years. */
export const AskAccounting = z.strictObject({
  patientId: PatientId,
  from: typedDay.optional(),
  to: typedDay.optional(),
});
export type AskAccounting = z.output<typeof AskAccounting>;

/** A disclosure that was made by mail, by telephone or by hand. Its id is the form's own, so that it is recorded once. */
export const RecordDisclosure = z.strictObject({
  disclosureId: DisclosureId,
  patientId: PatientId,
  disclosedOn: typedDay,
  recipient: needed(200, "Say who received it."),
  address: typedText(400),
  purpose: z.enum(purposes, "Choose what it was for."),
  basis: typedText(400),
  description: needed(1_000, "Say in a few words what was disclosed."),
});
export type RecordDisclosure = z.output<typeof RecordDisclosure>;

/** A recorded disclosure that was entered in error, and why. */
export const WithdrawDisclosure = z.strictObject({
  disclosureId: DisclosureId,
  reason: needed(400, "Say why it was wrong: the audit trail keeps it."),
});
export type WithdrawDisclosure = z.output<typeof WithdrawDisclosure>;

/** An agency's word that an accounting of what went to it is to wait. Its id is the form's own. */
export const HoldAccounting = z.strictObject({
  holdId: HoldId,
  patientId: PatientId,
  agency: z.enum(agencies, "Choose the kind of agency."),
  statement: needed(1_000, "Say who asked for it and why telling would impede them."),
  endsOn: typedDay,
  isOral: z.enum(["yes", "no"], "Say how they asked.").transform((word) => word === "yes"),
});
export type HoldAccounting = z.output<typeof HoldAccounting>;

/** A hold that ends before its day, and why. */
export const LiftHold = z.strictObject({
  holdId: HoldId,
  reason: needed(400, "Say why it ends: the audit trail keeps it."),
});
export type LiftHold = z.output<typeof LiftHold>;

/** Whether accountings also name treatment, payment and operations. */
export const AccountForCare = z.strictObject({
  accountsForCare: z.enum(["yes", "no"], "Choose one.").transform((word) => word === "yes"),
});
export type AccountForCare = z.output<typeof AccountForCare>;
