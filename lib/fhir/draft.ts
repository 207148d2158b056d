import type { SourceKey } from "./references.ts";

/** A table that imported resources become rows of. */
export type Entity =
  | "allergies"
  | "appointments"
  | "coverages"
  | "documents"
  | "encounters"
  | "immunizations"
  | "invoices"
  | "ledger_entries"
  | "medication_requests"
  | "notes"
  | "observations"
  | "organizations"
  | "panels"
  | "patients"
  | "payments"
  | "practitioners"
  | "problems"
  | "procedures";

/** A link to another row, by the keys that its resource may be known under. */
export interface Link {
  /** The FHIR field it came from, for the report. */
  readonly field: string;
  /** The table the row must be in. */
  readonly entity: Entity;
  readonly keys: readonly SourceKey[];
  /** Whether the row makes no sense without it. */
  readonly required: boolean;
}

/** A plain column value. */
export type Plain = string | number | boolean | Date | null;

/**
 * A row in the making: pure data, with nothing sealed, nothing looked up and no id yet. What it says
 * decides whether importing it again is a change.
 */
export interface Draft {
  readonly entity: Entity;
  readonly resourceType: string;
  /** The first key names the row for good; the others lead to it. */
  readonly keys: readonly SourceKey[];
  /** Column values, under the names of the table's columns. */
  readonly plain: Readonly<Record<string, Plain>>;
  /** Texts to seal, under the names of the sealed columns. */
  readonly sealed: Readonly<Record<string, string | undefined>>;
  /** Links to resolve, under the names of the columns. */
  readonly links: Readonly<Record<string, Link | undefined>>;
  /** What else the row's writer needs: contacts of a patient, lines of an invoice. */
  readonly extra?: Extra;
}

/** The parts of a draft that are rows of other tables. */
export type Extra = PatientExtra | ClaimExtra | RemittanceExtra | ReceiptExtra | PanelExtra;

/** The names to search a patient by, and the ways to reach them. */
export interface PatientExtra {
  readonly kind: "patient";
  readonly family: string;
  readonly given: string;
  readonly birthDate?: string | undefined;
  readonly mrn: string;
  readonly contacts: readonly ContactDraft[];
}

/** One phone, e-mail, address or person of a patient. */
export interface ContactDraft {
  readonly kind: "phone" | "email" | "address" | "person";
  readonly use: string | null;
  readonly value: string;
  /** What a search for it is normalised from: the number or the address as sent. */
  readonly search?: string | undefined;
}

/** A claim: what was charged, line by line; the lines add up to the total to the cent. */
export interface ClaimExtra {
  readonly kind: "claim";
  readonly totalCents: number;
  readonly lines: readonly LineDraft[];
  readonly coverage?: CoverageDraft | undefined;
}

/** One charge of a claim. */
export interface LineDraft {
  readonly label: string;
  readonly codeSystem: string | null;
  readonly code: string | null;
  readonly modifiers: string | null;
  readonly placeOfService: string | null;
  readonly units: number;
  readonly cents: number;
  readonly servicedOn: string;
}

/** A payer that a claim names in words only, or in a contained resource. */
export interface CoverageDraft {
  readonly payer: string;
  readonly subscriberId: string | undefined;
  readonly selfPay: boolean;
}

/** What a payer answered: what it paid, what it disallowed, and whether it is done. */
export interface RemittanceExtra {
  readonly kind: "remittance";
  readonly paidCents: number;
  readonly contractualCents: number;
  readonly complete: boolean;
  readonly payer: string | undefined;
  readonly reference: string | undefined;
  readonly receivedOn: string;
}

/** Money that a patient paid, and what became of it; or what was written off. */
export interface ReceiptExtra {
  readonly kind: "receipt";
  readonly amountCents: number;
  readonly method: "card" | "cash" | "check" | "bank_transfer" | "insurance";
  readonly reference: string | undefined;
  readonly receivedOn: string;
  readonly parts: readonly ReceiptPart[];
}

/** One part of a receipt: applied to a claim, or taken off what a claim has open. */
export interface ReceiptPart {
  readonly type: "payment" | "write_off" | "discount" | "contractual";
  readonly claim: Link;
  readonly cents: number;
  readonly reasonCode: string;
  readonly comment: string | undefined;
}

/** The results that a report lists. */
export interface PanelExtra {
  readonly kind: "panel";
  readonly results: readonly (readonly SourceKey[])[];
}

/** Something that the report names: where it was, and what was the matter. `fatal` means that the resource was left out. */
export interface Issue {
  readonly field: string;
  readonly reason: string;
  readonly fatal: boolean;
}

/** What became of one resource: rows, or the reason why not. */
export type Mapped =
  | { readonly drafts: readonly Draft[]; readonly issues: readonly Issue[] }
  | { readonly drafts: readonly []; readonly issues: readonly [Issue, ...Issue[]] };

/** What a kind needs to know about where it is imported. */
export interface Surroundings {
  readonly timeZone: string;
  readonly keys: readonly SourceKey[];
}
