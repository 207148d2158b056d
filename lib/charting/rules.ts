import type { MemberRole, Permission } from "#lib/access/permissions";
import { roleFor } from "#lib/access/permissions";
import type { AllergyStanding } from "./view.ts";

/** SNOMED CT 716186003, "No known allergy": a statement of its own, and not the absence of records. */
export const noKnownAllergyCode = "716186003";

/** What the banner needs of an allergy to sum up all of them. */
export interface ListedAllergy {
  readonly code: string | null;
  readonly substance: string;
  readonly criticality: string | null;
  readonly clinicalStatus: string;
  readonly verificationStatus: string | null;
  readonly reactions: readonly {
    readonly manifestation: string;
    readonly severity?: string | undefined;
  }[];
}

const isRefuted = ({ verificationStatus }: Pick<ListedAllergy, "verificationStatus">) =>
  verificationStatus === "refuted" || verificationStatus === "entered-in-error";

/** Whether an allergy counts: active, and neither refuted nor entered in error. */
export const isInForce = (
  allergy: Pick<ListedAllergy, "clinicalStatus" | "verificationStatus">,
): boolean => allergy.clinicalStatus === "active" && !isRefuted(allergy);

const severities = ["severe", "moderate", "mild"];

/** The gravest first: high criticality, then the worst reaction, then by name. */
export function byGravity(one: ListedAllergy, other: ListedAllergy): number {
  const rank = ({ criticality, reactions }: ListedAllergy) => {
    const worst = Math.min(
      ...reactions.map(({ severity }) => severities.indexOf(severity ?? "")).filter((n) => n >= 0),
      severities.length,
    );
    return (criticality === "high" ? 0 : 10) + worst;
  };
  return rank(one) - rank(other) || one.substance.localeCompare(other.substance);
}

/**
 * What can be said about a patient's allergies. An active one goes before a statement that none is
 * known; no record at all is *not recorded*, which is never *none known*.
 */
export function allergyStanding(allergies: readonly ListedAllergy[]): AllergyStanding {
  const real = allergies.filter(({ code }) => code !== noKnownAllergyCode);
  const active = real.filter(isInForce).sort(byGravity);
  if (active.length > 0)
    return {
      kind: "recorded",
      count: active.length,
      top: active.slice(0, 2).map(({ substance, reactions }) => ({
        substance,
        reaction: reactions[0]?.manifestation,
      })),
    };
  if (allergies.some((allergy) => allergy.code === noKnownAllergyCode && isInForce(allergy)))
    return { kind: "none-known" };
  const past = real.filter((allergy) => !isRefuted(allergy)).length;
  return past > 0 ? { kind: "past", count: past } : { kind: "not-recorded" };
}

/** Whether a prescription is being taken now, as far as the record says. */
export const isCurrent = (status: string): boolean =>
  status === "active" || status === "on-hold" || status === "draft";

const chartNeeds: readonly (readonly Permission[])[] = [
  ["chart:read", "problem:read", "allergy:read"],
  ["chart:read", "allergy:read"],
  ["chart:read"],
];

/** What to ask for when a chart is opened: as much of it as one of the member's roles allows at once. */
export const chartPermissions = (roles: readonly MemberRole[]): readonly Permission[] =>
  chartNeeds.find((needed) => roleFor(roles, needed) !== undefined) ?? ["chart:read"];

const codeSystemNames: Readonly<Record<string, string>> = {
  "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
  "http://snomed.info/sct": "SNOMED CT",
  "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
  "http://loinc.org": "LOINC",
};

/** A code with the name of its system, as it is shown beside the words. */
export function codeShown(system: string | null, code: string | null): string | undefined {
  if (code === null) return undefined;
  const name = codeSystemNames[system ?? ""];
  return name === undefined ? code : `${name} ${code}`;
}

/** SNOMED CT names end in their kind ("Hypertension (disorder)"); people do not say it. */
export const plainTerm = (display: string): string =>
  display.replace(/\s+\((disorder|finding|situation|procedure|morphologic abnormality)\)$/i, "");
