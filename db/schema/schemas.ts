import { pgSchema } from "drizzle-orm/pg-core";

/** Everything that belongs to one clinic. */
export const app = pgSchema("app");

/** Clinics, accounts, sessions: who may come in. No PHI. */
export const directory = pgSchema("directory");

/** The hash-chained audit trail, owned by a role of its own. */
export const audit = pgSchema("audit");

/** The key that seals contexts, and nothing else; only its owner and its functions reach it. */
export const ctx = pgSchema("ctx");
