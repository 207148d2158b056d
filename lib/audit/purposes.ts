/**
 * What something was done for, in the codes of HL7 v3 ActReason, with the words that people read. The database
 * decides: by the role that acted, and under a break-glass grant by the reason that was given for it.
 */
export const purposeWords = {
  TREAT: "Treatment",
  HPAYMT: "Payment",
  HOPERAT: "Healthcare operations",
  ETREAT: "Emergency treatment",
  COC: "Coordination of care",
  PATRQT: "Patient request",
  BTG: "Break the glass",
} as const;

/** A purpose of use. */
export type Purpose = keyof typeof purposeWords;

/** All purposes. */
export const purposes = Object.keys(purposeWords) as readonly Purpose[];

/** The words for a purpose, or the stored code itself for one this version does not know. */
export const purposeOf = (code: string): string => purposeWords[code as Purpose] ?? code;
