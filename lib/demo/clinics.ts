import type { ClinicDraft, MemberDraft } from "#lib/clinics/make";

/** A clinician of a demonstration clinic. */
export interface Clinician {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly credentials: string;
  readonly npi: string;
}

/** A demonstration clinic: what it treats, who works there, and where its patients live. */
export interface DemoClinic extends ClinicDraft {
  readonly kind: "hormone" | "metabolic" | "peptide";
  readonly mrnPrefix: string;
  readonly patients: number;
  readonly clinicians: readonly [Clinician, ...Clinician[]];
  readonly members: readonly MemberDraft[];
  readonly area: string;
  readonly state: string;
  readonly towns: readonly [readonly [string, string], ...(readonly [string, string])[]];
}

/** A ten-digit provider number whose check digit is right, made of nine digits. It is nobody's: the first nine are ours. */
export function providerNumber(nine: string): string {
  const digits = Array.from(`80840${nine}`, Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const value = index % 2 === 0 ? digit * 2 : digit;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${nine}${(10 - (sum % 10)) % 10}`;
}

function clinician(nine: string, given: string, family: string, credentials: string): Clinician {
  return {
    id: `dr-${family.toLowerCase()}`,
    given,
    family,
    credentials,
    npi: providerNumber(nine),
  };
}

const hale = clinician("199000101", "Victoria", "Hale", "MD");
const osei = clinician("199000102", "Amara", "Osei", "MD");
const lindqvist = clinician("199000103", "Thomas", "Lindqvist", "NP");
const adeyemi = clinician("199000201", "Samuel", "Adeyemi", "MD");
const brandt = clinician("199000202", "Katrin", "Brandt", "DO");
const moreau = clinician("199000203", "Luc", "Moreau", "PA-C");
const sato = clinician("199000301", "Emi", "Sato", "MD");
const delacroix = clinician("199000302", "Noor", "Delacroix", "NP");

function prescriber(who: Clinician, domain: string, isOwner = false): MemberDraft {
  return {
    email: `${who.given}.${who.family}@${domain}`.toLowerCase(),
    displayName: `${who.given} ${who.family}`,
    credentials: who.credentials,
    npi: who.npi,
    roles: isOwner ? ["prescriber", "tenant_admin"] : ["prescriber"],
  };
}

function colleague(
  name: string,
  domain: string,
  role: "medical_assistant" | "biller" | "tenant_admin",
): MemberDraft {
  return {
    email: `${name.replace(" ", ".")}@${domain}`.toLowerCase(),
    displayName: name,
    roles: [role],
  };
}

const [cedar, north, harbor] = [
  "cedar-ridge.example",
  "northlight.example",
  "harbor.example",
] as const;

/** The three clinics of the demonstration. Samuel Adeyemi works in two of them. */
export const demoClinics: readonly DemoClinic[] = [
  {
    slug: "cedar-ridge",
    name: "Cedar Ridge Hormone Health",
    specialty: "hormone",
    color: "#9a3d12",
    timeZone: "America/Chicago",
    kind: "hormone",
    mrnPrefix: "CR",
    patients: 168,
    clinicians: [osei, lindqvist, hale],
    members: [
      prescriber(osei, cedar),
      prescriber(lindqvist, cedar),
      colleague("Priya Raman", cedar, "medical_assistant"),
      colleague("Walter Finch", cedar, "biller"),
      colleague("Helen Marsh", cedar, "tenant_admin"),
      prescriber(hale, cedar, true),
    ],
    area: "512",
    state: "TX",
    towns: [
      ["Austin", "78704"],
      ["Round Rock", "78664"],
      ["San Marcos", "78666"],
      ["Georgetown", "78626"],
    ],
  },
  {
    slug: "northlight",
    name: "Northlight Metabolic Clinic",
    specialty: "metabolic",
    color: "#1f5fa8",
    timeZone: "America/New_York",
    kind: "metabolic",
    mrnPrefix: "NL",
    patients: 160,
    clinicians: [brandt, adeyemi, moreau],
    members: [
      prescriber(adeyemi, north),
      prescriber(moreau, north),
      colleague("Grace Tan", north, "medical_assistant"),
      colleague("Ruth Abelson", north, "biller"),
      colleague("Martin Kovacs", north, "tenant_admin"),
      prescriber(brandt, north, true),
    ],
    area: "617",
    state: "MA",
    towns: [
      ["Somerville", "02143"],
      ["Quincy", "02169"],
      ["Worcester", "01609"],
      ["Salem", "01970"],
    ],
  },
  {
    slug: "harbor",
    name: "Harbor Peptide & Recovery",
    specialty: "peptide",
    color: "#0f6b5c",
    timeZone: "America/Los_Angeles",
    kind: "peptide",
    mrnPrefix: "HP",
    patients: 152,
    clinicians: [sato, adeyemi, delacroix],
    members: [
      { ...prescriber(adeyemi, harbor), email: "samuel.adeyemi@northlight.example" },
      prescriber(delacroix, harbor),
      colleague("Diego Fuentes", harbor, "medical_assistant"),
      colleague("Joan Whitaker", harbor, "biller"),
      colleague("Olga Petrenko", harbor, "tenant_admin"),
      prescriber(sato, harbor, true),
    ],
    area: "619",
    state: "CA",
    towns: [
      ["San Diego", "92103"],
      ["Encinitas", "92024"],
      ["Oceanside", "92054"],
      ["La Mesa", "91942"],
    ],
  },
];
