/** Everything that the clinic issues as a file, each with the words that people read. */
export const issuedKinds = {
  "access-history": "Access history of a patient",
  "audit-trail": "Audit trail",
  "audit-bundle": "Audit bundle",
  "member-activity": "Activity of a member",
  disclosures: "Accounting of disclosures",
  "activity-review": "Activity review",
  "break-glass-review": "Break-glass review",
  "isolation-probe": "Isolation probe",
  "role-matrix": "Role matrix",
  "evidence-pack": "Evidence pack",
  "key-certificate": "Certificate of key destruction",
  "patient-list": "Patient list",
} as const;

/** One kind of file that the clinic issues. */
export type IssuedKind = keyof typeof issuedKinds;

/** The words for a kind, or the stored word itself for one this version does not know. */
export const kindWords = (kind: string): string =>
  Object.hasOwn(issuedKinds, kind) ? issuedKinds[kind as IssuedKind] : kind;
