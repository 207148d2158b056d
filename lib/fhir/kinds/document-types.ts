import { type Concept, plainCode, wordsOf } from "../types.ts";

/** LOINC codes of clinical notes, and what the clinic calls them. Those of the US Core note types. */
const noteKinds: Record<string, string> = {
  "11488-4": "consultation",
  "11506-3": "progress",
  "18842-5": "discharge",
  "28570-0": "procedure",
  "34111-5": "emergency",
  "34117-2": "history_and_physical",
  "51847-2": "evaluation_and_plan",
};

/** Whether a document is a clinical note: by its category, else by its type. */
export function isClinicalNote(
  type: Concept | undefined,
  category: readonly Concept[] | undefined,
): boolean {
  const isNote = category?.some((one) =>
    one.coding?.some((coding) => coding.code === "clinical-note"),
  );
  return isNote === true || noteKinds[plainCode(type) ?? ""] !== undefined;
}

/** What kind of note a document is. */
export function noteKindOf(type: Concept | undefined): string {
  const codes = (type?.coding ?? []).map((one) => noteKinds[one.code ?? ""]);
  return codes.find(Boolean) ?? "progress";
}

// Who may see a document depends on this, so what is not recognised is clinical: the narrowest reach.
const recordTypes: readonly (readonly [string, RegExp])[] = [
  ["insurance_card", /insurance card|health insurance/i],
  ["identification", /identification|driver.?s licen|passport|photo id/i],
  ["consent", /consent|agreement|authorization/i],
  ["laboratory", /laborator|pathology/i],
  ["billing", /billing|invoice|superbill|statement of account/i],
  ["correspondence", /letter|correspondence|fax/i],
];

/** The record type of a document, which decides who may see it. */
export function recordTypeOf(
  type: Concept | undefined,
  category: readonly Concept[] | undefined,
): string {
  const words = [wordsOf(type), ...(category ?? []).map(wordsOf)].filter(Boolean).join(" · ");
  return recordTypes.find(([, pattern]) => pattern.test(words))?.[0] ?? "clinical";
}
