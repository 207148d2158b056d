/** What can be said about allergies: some, explicitly none, only past ones, or nothing recorded. */
export type AllergyStanding =
  | {
      readonly kind: "recorded";
      readonly count: number;
      readonly top: readonly {
        readonly substance: string;
        readonly reaction: string | undefined;
      }[];
    }
  | { readonly kind: "none-known" }
  | { readonly kind: "past"; readonly count: number }
  | { readonly kind: "not-recorded" };

/** Whose chart this is, as the banner above every tab shows it. `allergies` is undefined for a role that may not see them. */
export interface BannerView {
  readonly patientId: string;
  readonly name: string;
  readonly birthDate: string | undefined;
  readonly age: string | undefined;
  readonly sex: string;
  readonly genderIdentity: string | undefined;
  readonly pronouns: string | undefined;
  readonly mrn: string;
  readonly allergies: AllergyStanding | undefined;
  readonly isRestricted: boolean;
  readonly isDeceased: boolean;
  readonly deceasedOn: string | undefined;
  readonly isInactive: boolean;
}

/** A prescription. A change of dose is a new one, and the one before it is stopped. */
export interface MedicationView {
  readonly id: string;
  readonly drug: string;
  readonly dose: string | undefined;
  readonly route: string | undefined;
  readonly frequency: string | undefined;
  readonly instructions: string | undefined;
  readonly quantity: string | undefined;
  readonly daysSupply: number | null;
  readonly refills: number | null;
  readonly schedule: string | undefined;
  readonly prescriber: string | null;
  readonly status: string;
  readonly isCurrent: boolean;
  readonly authoredAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly reason: string | undefined;
  readonly stopReason: string | undefined;
}

/** A condition on the problem list. */
export interface ProblemView {
  readonly id: string;
  readonly problem: string;
  readonly code: string | undefined;
  readonly status: string;
  readonly isActive: boolean;
  readonly verification: string | null;
  readonly onsetAt: string | undefined;
  readonly abatedAt: string | undefined;
}

/** An allergy or intolerance. */
export interface AllergyView {
  readonly id: string;
  readonly substance: string;
  readonly reactions: readonly {
    readonly manifestation: string;
    readonly severity: string | undefined;
  }[];
  readonly category: string | null;
  readonly criticality: string | null;
  readonly status: string;
  readonly isActive: boolean;
  readonly verification: string | null;
  readonly recordedAt: string | undefined;
  readonly comment: string | undefined;
}

/** All of a patient's allergies with what they add up to. */
export interface AllergiesView {
  readonly standing: AllergyStanding;
  readonly allergies: readonly AllergyView[];
}

/** A visit, past or booked. */
export interface VisitView {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly reason: string | undefined;
  readonly practitioner: string | null;
}

/** The visits of a chart: the next that is booked, and the last ones. */
export interface VisitsView {
  readonly next: VisitView | undefined;
  readonly recent: readonly VisitView[];
}
