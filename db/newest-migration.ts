import journal from "./migrations/meta/_journal.json" with { type: "json" };

/** The newest migration of this code, by its time: what a database that is up to date says as well. */
export const newestMigration = String(journal.entries.at(-1)?.when ?? "");
