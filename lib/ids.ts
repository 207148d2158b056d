import { v7 } from "uuid";
import { z } from "zod";

/** A new UUIDv7. It is made before the row, since it takes part in sealing it. */
export const newId = (): string => v7();

/** The id of no row: for events about many rows or none. */
export const nilId = "00000000-0000-0000-0000-000000000000";

/** Ids are branded so that a patient's can never be passed where an invoice's is meant. */
export const PatientId = z.uuid().brand<"PatientId">();
export type PatientId = z.infer<typeof PatientId>;

export const EncounterId = z.uuid().brand<"EncounterId">();
export type EncounterId = z.infer<typeof EncounterId>;

export const NoteId = z.uuid().brand<"NoteId">();
export type NoteId = z.infer<typeof NoteId>;

export const InvoiceId = z.uuid().brand<"InvoiceId">();
export type InvoiceId = z.infer<typeof InvoiceId>;

export const PaymentId = z.uuid().brand<"PaymentId">();
export type PaymentId = z.infer<typeof PaymentId>;

export const MemberId = z.uuid().brand<"MemberId">();
export type MemberId = z.infer<typeof MemberId>;

export const GrantId = z.uuid().brand<"GrantId">();
export type GrantId = z.infer<typeof GrantId>;

export const RestrictionId = z.uuid().brand<"RestrictionId">();
export type RestrictionId = z.infer<typeof RestrictionId>;
