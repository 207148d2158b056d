import "server-only";
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { gate, type Violation } from "#db/gate";
import { liveFacts, type Query } from "#db/gate/live";
import { type LiveAccess, liveAccess } from "#db/live-access";

/** What the live catalog says at one instant, and where it is not what is declared. */
export interface Catalog {
  readonly access: LiveAccess;
  readonly violations: readonly Violation[];
  readonly at: string;
  /** A short name for the state of the catalog: equal facts, equal name. */
  readonly digest: string;
}

/**
 * Reads the live catalog and compares it with the declarations. It asks as nobody and in no clinic:
 * policies, grants and memberships may be read by every role, and nothing of a clinic is looked at.
 */
export function readCatalog(): Promise<Catalog> {
  return inDirectory(async (tx) => {
    const query: Query = (text) => tx.execute(sql.raw(text));
    const access = await liveAccess(query);
    const violations = await gate(query);
    const facts = [...(await liveFacts(query))].sort().join("\n");
    const [now] = await tx.execute<{ at: string }>(
      sql`select to_json(clock_timestamp())#>>'{}' as at`,
    );
    const digest = createHash("sha256").update(facts).digest("hex").slice(0, 16);
    return { access, violations, digest, at: now?.at ?? "" };
  });
}
