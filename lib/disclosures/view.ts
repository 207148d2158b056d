import type { Agency, Purpose } from "./rules.ts";

/** One line of an accounting: when, to whom, what and what for. */
export interface AccountingLine {
  /** A day of the clinic. */
  readonly on: string;
  readonly recipient: string;
  readonly address: string | undefined;
  readonly description: string;
  readonly purpose: string;
  /** The event that tells of it, or undefined where it was recorded by hand. */
  readonly position: number | undefined;
}

/** A disclosure that was recorded by hand, as its keeper sees it. */
export interface RecordedDisclosure {
  readonly id: string;
  readonly on: string;
  readonly recipient: string;
  readonly address: string | undefined;
  readonly purpose: Purpose;
  readonly basis: string | undefined;
  readonly description: string;
  readonly recordedBy: string;
  /** Why it was entered in error, if it was. */
  readonly withdrawn: string | undefined;
  /** Whether an agency's word keeps it out of the accounting today. */
  readonly isHeld: boolean;
}

/** A time in which an accounting leaves out what went to a kind of agency. */
export interface HoldView {
  readonly id: string;
  readonly agency: Agency;
  readonly statement: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly isOral: boolean;
  readonly lifted: string | undefined;
  readonly isInForce: boolean;
}

/** The days that an accounting covers, and the first and last that it may. */
export interface AccountingPeriod {
  readonly from: string;
  readonly to: string;
  readonly earliest: string;
  readonly today: string;
}

/** One patient's accounting of disclosures (45 CFR 164.528), oldest first, as the patient may have it. */
export interface Accounting {
  readonly patientId: string;
  readonly patientName: string;
  readonly birthDate: string | undefined;
  readonly mrn: string;
  readonly period: AccountingPeriod;
  readonly includesCare: boolean;
  readonly lines: readonly AccountingLine[];
}

/** The accounting with what only the clinic may see of it: what was recorded by hand, and what is held back. */
export interface AccountingDesk {
  readonly accounting: Accounting;
  readonly recorded: readonly RecordedDisclosure[];
  readonly holds: readonly HoldView[];
}
