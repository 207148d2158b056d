import { z } from "zod";
import { Decimal, exact } from "./decimal.ts";

/** Text without the characters that nobody sees or that PostgreSQL refuses, or undefined when nothing is left. */
export function clean(text: string | undefined): string | undefined {
  const trimmed = text
    ?.replaceAll("\0", "")
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .trim();
  return trimmed ? trimmed : undefined;
}

const words = z
  .string()
  .max(1_000_000)
  .transform((text) => clean(text));

/** Optional text; blank counts as absent. */
export const Text = words.optional();

/** A decimal as its sender wrote it. */
export const DecimalText = z
  .instanceof(Decimal, { message: "expected a number" })
  .refine((decimal) => exact(decimal.text) !== undefined, "not a decimal this importer can hold");

/** A whole number. */
export const Whole = DecimalText.transform((decimal) => decimal.value).pipe(z.int());

/** A code from a code system. */
export const Coding = z.object({ system: Text, code: Text, display: Text });

/** A concept: codes for it, and words. */
export const Concept = z.object({ coding: z.array(Coding).optional(), text: Text });
export type Concept = z.output<typeof Concept>;

/** An identifier with its system. */
export const Identifier = z.object({
  use: Text,
  type: Concept.optional(),
  system: Text,
  value: Text,
});
export type Identifier = z.output<typeof Identifier>;

/** A reference to another resource, by address or by identifier. */
export const Reference = z.object({
  reference: Text,
  type: Text,
  identifier: Identifier.optional(),
  display: Text,
});
export type Reference = z.output<typeof Reference>;

/** A span of time; either end may be open. */
export const Period = z.object({ start: Text, end: Text });

/** A measured amount. */
export const Quantity = z.object({
  value: DecimalText.optional(),
  comparator: Text,
  unit: Text,
  system: Text,
  code: Text,
});

/** An amount of money. FHIR allows it without a currency; ours is the US dollar. */
export const Money = z.object({ value: DecimalText.optional(), currency: Text });

/** A name of a person. */
export const HumanName = z.object({
  use: Text,
  text: Text,
  family: Text,
  given: z.array(words).optional(),
  prefix: z.array(words).optional(),
  suffix: z.array(words).optional(),
  period: Period.optional(),
});
export type HumanName = z.output<typeof HumanName>;

/** A phone number, an e-mail address or the like. */
export const ContactPoint = z.object({
  system: Text,
  value: Text,
  use: Text,
  rank: Whole.optional(),
});

/** A postal address. */
export const Address = z.object({
  use: Text,
  text: Text,
  line: z.array(words).optional(),
  city: Text,
  state: Text,
  postalCode: Text,
  country: Text,
});

/** An extension, of the kinds that a patient carries. */
export const Extension: z.ZodType<ExtensionValue> = z.lazy(() =>
  z.object({
    url: z.string(),
    valueString: Text,
    valueCode: Text,
    valueCodeableConcept: Concept.optional(),
    valueCoding: Coding.optional(),
    valueBoolean: z.boolean().optional(),
    extension: z.array(Extension).optional(),
  }),
);

/** What `Extension` reads. */
export interface ExtensionValue {
  url: string;
  valueString?: string | undefined;
  valueCode?: string | undefined;
  valueCodeableConcept?: Concept | undefined;
  valueCoding?: z.output<typeof Coding> | undefined;
  valueBoolean?: boolean | undefined;
  extension?: ExtensionValue[] | undefined;
}

/** The words for a concept: its own text, else the first display, else the first code. */
export function wordsOf(concept: Concept | undefined): string | undefined {
  const coding = concept?.coding ?? [];
  return (
    concept?.text ??
    coding.find((one) => one.display)?.display ??
    coding.find((one) => one.code)?.code
  );
}

/** The code of a concept and its system: the first preferred system that is there, else the first coding. */
export function codeOf(
  concept: Concept | undefined,
  preferred: readonly string[] = [],
): { codeSystem: string | null; code: string | null } {
  const coding = (concept?.coding ?? []).filter((one) => one.code);
  const ranked = preferred.map((system) => coding.find((one) => one.system === system));
  const chosen = ranked.find((one) => one !== undefined) ?? coding[0];
  return { codeSystem: chosen?.system ?? null, code: chosen?.code ?? null };
}

/** The first code of a concept, whatever its system: for statuses and the like. */
export function plainCode(concept: Concept | undefined): string | undefined {
  return concept?.coding?.find((one) => one.code)?.code;
}

/** The code systems that the clinic knows, by the address FHIR gives them; that address is what a row keeps. */
export const systems = {
  loinc: "http://loinc.org",
  snomed: "http://snomed.info/sct",
  icd10: "http://hl7.org/fhir/sid/icd-10-cm",
  rxnorm: "http://www.nlm.nih.gov/research/umls/rxnorm",
  cvx: "http://hl7.org/fhir/sid/cvx",
  cpt: "http://www.ama-assn.org/go/cpt",
  hcpcs: "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
  npi: "http://hl7.org/fhir/sid/us-npi",
} as const;
