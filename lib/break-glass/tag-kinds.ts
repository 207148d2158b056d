import type { Permission } from "#lib/access/permissions";

/** The records of a chart that can be tagged as sensitive, as people look for them. */
export const tagKinds = ["notes", "problems", "medications", "results", "documents"] as const;
export type TagKind = (typeof tagKinds)[number];

/** What each kind is called. */
export const tagKindWords: Readonly<Record<TagKind, string>> = {
  notes: "Notes",
  problems: "Problems",
  medications: "Medications",
  results: "Results",
  documents: "Documents",
};

/** What the table is called in which the records of a kind lie. */
export const tagTables = {
  notes: "notes",
  problems: "problems",
  medications: "medication_requests",
  results: "observations",
  documents: "documents",
} as const satisfies Readonly<Record<TagKind, string>>;

/** What it takes to tag: the right to, and to read every kind of record that is listed for it. */
export const tagPermissions: readonly Permission[] = [
  "record:tag",
  "note:read",
  "problem:read",
  "medication:read",
  "lab:read",
  "document:read",
];

/** How many records are tagged at once, at the most. */
export const mostTagged = 50;
