import type { Sql } from "postgres";

/** The server is one that Chartkeep does not run on; the message names it and what is needed. */
export class UnsupportedServer extends Error {
  override name = "UnsupportedServer";
}

/**
 * The oldest minor of each major that does not leak rows which row security
 * hides, through optimizer statistics (CVE-2025-8713).
 */
const oldestMinor: Readonly<Record<number, number>> = { 15: 14, 16: 10, 17: 6, 18: 0 };

/** Why a server of that version is refused, or undefined if it is fine. */
export function refusalOfVersion(versionNumber: number): string | undefined {
  const major = Math.floor(versionNumber / 10_000);
  const minor = versionNumber % 10_000;
  const oldest = oldestMinor[major];
  if (oldest === undefined) {
    return `The database server is PostgreSQL ${major}.${minor}; Chartkeep runs on 15 to 18.`;
  }
  if (minor < oldest) {
    return `The database server is PostgreSQL ${major}.${minor}, which can leak rows that row security hides (CVE-2025-8713): update it to ${major}.${oldest} or later.`;
  }
  return undefined;
}

/** Throws `UnsupportedServer` unless the server's version is one of 15 to 18 and recent enough. */
export async function assertSupported(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number }[]>`
		select current_setting('server_version_num')::int as version`;
  const refusal = refusalOfVersion(row?.version ?? 0);
  if (refusal) throw new UnsupportedServer(refusal);
}
