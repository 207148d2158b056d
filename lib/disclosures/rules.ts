/** What a disclosure may be for, in the words of 45 CFR 164.512 and 164.506, as forms and reports say it. */
export const purposeLabels = {
  required_by_law: "Required by law",
  public_health: "Public health activities",
  abuse_neglect: "Report of abuse, neglect or domestic violence",
  health_oversight: "Health oversight",
  judicial: "Judicial or administrative proceeding",
  law_enforcement: "Law enforcement",
  decedent: "Coroner, medical examiner or funeral director",
  donation: "Organ, eye or tissue donation",
  research: "Research without the patient's authorization",
  serious_threat: "Serious threat to health or safety",
  government_function: "Specialized government function",
  workers_compensation: "Workers' compensation",
  not_permitted: "Not permitted: made by mistake or without right",
  treatment: "Treatment",
  payment: "Payment",
  operations: "Health care operations",
} as const;

/** Why a patient's record left the clinic. */
export type Purpose = keyof typeof purposeLabels;

/** All purposes, in the order in which a form offers them. */
export const purposes = Object.keys(purposeLabels) as [Purpose, ...Purpose[]];

/** Whether a purpose is one of care: an accounting names these only where the clinic wants it to. */
export const isCare = (purpose: Purpose): boolean =>
  purpose === "treatment" || purpose === "payment" || purpose === "operations";

/** Agencies whose word can hold back an accounting of what went to them (164.528(a)(2)). */
export const agencies = ["law_enforcement", "health_oversight"] as const;
export type Agency = (typeof agencies)[number];

/**
 * The second words of events by which a record leaves the screen: paper, files and letters. Told by the word
 * and not by a list of events, so that an export that is built tomorrow is accounted for from its first day.
 */
export const handingOut = ["exported", "printed", "issued", "downloaded", "sent"] as const;

/**
 * What says nothing to a patient: the accounting itself, which is theirs, and that an export began or broke
 * off, since what it handed out has events of its own.
 */
export const untold = ["row", "accounting", "export"] as const;

/** What the platform does by itself for the clinic and shows to nobody: taking records in, and looking over the trail. */
export const unattended = ["import", "activity-review"] as const;

/** What an operator did of which nobody can tell whose records it touched: it stands in everybody's accounting. */
export const reachesEverybody = ["console.opened", "support.opened"] as const;

/** The two words of an event: what it is about, and what was done. */
export const wordsOf = (action: string): readonly [noun: string, verb: string] => {
  const dot = action.indexOf(".");
  return [action.slice(0, dot), action.slice(dot + 1)];
};

/** How an event counts for an accounting. */
export type EventKind = "handed-out" | "operator" | "care" | "none";

/** What an event that named a patient and succeeded is to that patient's accounting. */
export function kindOfEvent({
  action,
  isOperator,
}: {
  readonly action: string;
  readonly isOperator: boolean;
}): EventKind {
  const [noun, verb] = wordsOf(action);
  const has = (words: readonly string[], word: string) => words.includes(word);
  if (has(untold, noun)) return "none";
  if (isOperator) return has(unattended, noun) ? "none" : "operator";
  return has(handingOut, verb) ? "handed-out" : "care";
}
