import { type Restrictable, restrictable } from "#db/sensitivity";
import { type MemberRole, type Permission, roleFor } from "#lib/access/permissions";

export type { Restrictable } from "#db/sensitivity";

/** Why somebody breaks the glass, in the codes of HL7 v3 ActReason. */
export const reasonCodes = ["ETREAT", "COC", "PATRQT", "BTG"] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What each reason is called: HL7's own words, and what the clinic means by it. */
export const reasonWords: Readonly<Record<ReasonCode, string>> = {
  ETREAT: "Emergency treatment",
  COC: "Covering for a colleague who treats the patient",
  PATRQT: "The patient asked for it",
  BTG: "Another reason to break the glass",
};

/** The least that has to be said, in code points. The database asks for the same (`db/schema/break-glass-grants.ts`). */
export const leastText = 20;

/** The length of a text as a person counts letters, near enough: in code points. */
export const lengthOf = (text: string): number => Array.from(text).length;

/** How long emergency access lasts, in minutes, for words alone: the database sets the end (`db/sql/restrictions.sql`). */
export const grantMinutes = 60;

/** By when an access has to be reviewed, in hours, for words alone. After that its member may open no further chart. */
export const reviewHours = 24;

/** What a reviewer may find. */
export const verdicts = ["appropriate", "inappropriate", "follow_up"] as const;
export type Verdict = (typeof verdicts)[number];

/** What each verdict is called. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  appropriate: "Appropriate",
  inappropriate: "Inappropriate",
  follow_up: "Needs follow-up",
};

/** Who asked for a restriction. `record`: the patient's record came with it. */
export const askedByWords: Readonly<Record<string, string>> = {
  patient: "The patient",
  clinic: "The clinic",
  record: "The imported record",
};

/** What a restriction closes, in words. */
export const categoryWords: Readonly<Record<Restrictable, string>> = {
  chart: "The whole chart",
  mental_health: "Mental health and psychotherapy notes",
  substance_use: "Substance use (42 CFR Part 2)",
  hiv: "HIV",
  reproductive: "Sexual and reproductive health",
  minor: "A minor's confidential care",
};

/** Several of them in one line. */
export const categoriesShown = (categories: readonly string[]): string =>
  categories.map((category) => categoryWords[category as Restrictable] ?? category).join(", ");

/** What the gate asks for: the right to break the glass where one of the roles has it, so that the request runs under that one. */
export const gatePermissions = (roles: readonly MemberRole[]): readonly Permission[] =>
  roleFor(roles, ["chart:read", "glass:break"]) === undefined
    ? ["chart:read"]
    : ["chart:read", "glass:break"];

/** What of a chart is not restricted yet, as choices. */
export const restrictableLeft = (
  standing: readonly Restrictable[],
): readonly { readonly value: Restrictable; readonly label: string }[] =>
  restrictable
    .filter((category) => !standing.includes(category))
    .map((value) => ({ value, label: categoryWords[value] }));
