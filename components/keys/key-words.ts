import type { Tone } from "#components/ui/chip";
import { localTime } from "#lib/audit/event-text";
import type { FormRefusal } from "#lib/form-state";
import type { KeyState } from "#lib/keys/view";

const tables: Readonly<Record<string, string>> = {
  adjustments: "Adjustments",
  allergies: "Allergies",
  appointments: "Appointments",
  charges: "Charges",
  coverages: "Coverage",
  documents: "Documents",
  drafts: "Unsent forms",
  encounters: "Visits",
  immunizations: "Immunizations",
  invoice_lines: "Invoice lines",
  medication_requests: "Medications",
  notes: "Notes",
  observations: "Results and vital signs",
  panels: "Lab reports",
  patient_contacts: "Contact details",
  patients: "Patients",
  payments: "Payments",
  problems: "Problems",
  procedures: "Procedures",
  sso_connections: "Single sign-on",
};

/** The kind of record that a table holds, in words. A table that has none yet is called by its name. */
export const tableWords = (table: string): string =>
  tables[table] ?? table.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());

/** What a version is there for, and its colour. */
export const stateWords: Record<KeyState, { readonly label: string; readonly tone: Tone }> = {
  primary: { label: "Seals and opens", tone: "ok" },
  decrypt: { label: "Opens what is older", tone: "neutral" },
  destroyed: { label: "Destroyed", tone: "critical" },
};

/** An instant on the clinic's clock, or a dash. */
export const instantWords = (at: string | undefined, timeZone: string): string =>
  at === undefined ? "–" : localTime(at, timeZone);

/** A count with its thousands apart. */
export const countWords = (count: number): string => count.toLocaleString("en-US");

const refusals: Partial<Record<FormRefusal, string>> = {
  "keys.rotating": "A rotation is under way already",
  "keys.other-slug": "This is not the clinic's short name as it is written below its name",
  conflict: "The key was changed meanwhile. Reload the page to see it",
  "not-found": "The operator no longer asks for this",
  forbidden: "You no longer administer this clinic",
};

/** Why a change to the clinic's keys was declined. */
export const keyRefusalWords = (code: FormRefusal): string =>
  refusals[code] ?? "The clinic's rules do not allow this";
