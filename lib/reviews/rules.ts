import type { AuditAction } from "#lib/audit/vocabulary";

/** What a review looks for, in the order in which it lists what it found. */
export const findingLabels = {
  own_record: "Own record",
  same_surname: "Same surname",
  no_relationship: "No treatment relationship",
  sequential: "Charts in order",
  volume: "Unusual number of charts",
  after_hours: "After hours",
} as const;

/** A kind of finding. */
export type FindingKind = keyof typeof findingLabels;

/** All kinds, in order. */
export const findingKinds = Object.keys(findingLabels) as [FindingKind, ...FindingKind[]];

/** How each kind is told, and what it cannot tell: whoever signs off has to know both. */
export const findingBasis: Readonly<Record<FindingKind, string>> = {
  own_record:
    "The member's full name is the patient's. The clinic keeps no birth dates of members, so namesakes are found too, and a record under a former name is not.",
  same_surname:
    "A part of the member's last name is a part of the patient's family name. Relatives with another name are not found.",
  no_relationship:
    "In the 30 days before and after, a clinician has no appointment, visit, prescription or note with the patient and is not their own clinician; of everybody else it is asked whether the patient had an appointment, a visit or an invoice at the clinic. Whoever changed the record in that time has a relationship.",
  sequential:
    "Eight patients or more, each within two minutes of the one before, in the order of their names, of their MRNs or of their last visits, forwards or backwards.",
  volume:
    "On one day, ten patients or more and more than three times the member's own average of the four weeks before. With fewer than five days to compare with, forty patients.",
  after_hours: "The chart was opened outside the clinic's hours.",
};

/** How far around a look a relationship may lie, in days. */
export const relationshipDays = 30;

/** What somebody decides about a finding. */
export const verdictLabels = {
  explained: "Explained",
  follow_up: "Follow up",
  violation: "Violation",
} as const;

/** One of them. */
export type Verdict = keyof typeof verdictLabels;

/** All verdicts, in the order in which a form offers them. */
export const verdicts = Object.keys(verdictLabels) as [Verdict, ...Verdict[]];

/** How a review stands: ordered and not yet made, to be signed off, late, or signed off. */
export type ReviewState = "asked" | "open" | "overdue" | "signed";

/** Events by which one patient's record is opened. Lists, searches and the trail itself are no openings. */
export const openings: readonly AuditAction[] = [
  "chart.viewed",
  "summary.viewed",
  "labs.viewed",
  "lab-trend.viewed",
  "vitals.viewed",
  "medications.viewed",
  "problems.viewed",
  "allergies.viewed",
  "notes.listed",
  "note.viewed",
  "documents.listed",
  "sensitivity.viewed",
  "document.viewed",
  "visits.viewed",
  "coverage.viewed",
  "contacts.viewed",
  "patient-billing.viewed",
  "invoice.viewed",
];

/** When a clinic is open, by its own clock: days of the week from 1 for Monday, minutes of the day. */
export interface ClinicHours {
  readonly openDays: string;
  readonly opensMinute: number;
  readonly closesMinute: number;
}

/** Monday to Friday, 7:00 to 19:00: what holds until a clinic says otherwise. */
export const usualHours: ClinicHours = { openDays: "12345", opensMinute: 420, closesMinute: 1140 };

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A minute of the day as a clock shows it: "07:00". Midnight at its end is "24:00". */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The hours in words: "Mon, Tue, Wed, 07:00 to 19:00". */
export function hoursInWords({ openDays, opensMinute, closesMinute }: ClinicHours): string {
  if (openDays === "") return "Never open";
  const days = openDays
    .split("")
    .map((day) => names[Number(day) - 1] ?? day)
    .join(", ");
  return `${days}, ${clockOf(opensMinute)} to ${clockOf(closesMinute)}`;
}
