import type { ClinicHours, FindingKind, ReviewState, Verdict } from "./rules.ts";

/** A review as a line of the list. Instants are ISO 8601. */
export interface ReviewRow {
  readonly id: string;
  readonly kind: "weekly" | "asked";
  readonly state: ReviewState;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly madeAt: string | undefined;
  readonly dueAt: string | undefined;
  readonly patients: number;
  readonly looks: number;
  readonly findings: number;
  readonly undecided: number;
  readonly signedBy: string | undefined;
  readonly signedAt: string | undefined;
}

/** The clinic's reviews, the latest first, and its hours. */
export interface ReviewListView {
  readonly reviews: readonly ReviewRow[];
  readonly hours: ClinicHours;
}

/** One finding, opened. `isOwn`: it is about whoever is looking, and somebody else has to judge it. */
export interface FindingView {
  readonly id: string;
  readonly kind: FindingKind;
  readonly memberId: string;
  readonly member: string;
  readonly isOwn: boolean;
  readonly patients: readonly { readonly id: string; readonly name: string }[];
  readonly looks: number;
  readonly first: number;
  readonly last: number;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly verdict: Verdict | undefined;
  readonly note: string | undefined;
  readonly judgedBy: string | undefined;
  readonly judgedAt: string | undefined;
}

/** One review with its findings. */
export interface ReviewView extends ReviewRow {
  readonly found: readonly FindingView[];
  readonly conclusion: string | undefined;
  /** Whether a finding is about whoever is looking, who therefore cannot sign off. */
  readonly isAboutActor: boolean;
}

/** How much is left to do about reviews. */
export interface ReviewCounts {
  readonly open: number;
  readonly overdue: number;
}
