import "server-only";
import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions";
import type { Queries } from "#db/transaction";
import type { AuditDetails } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { sessionLimits } from "./limits.ts";
import { isLive, takeTurn } from "./session-clock.ts";
import { newSessionToken, tokenHash } from "./session-token.ts";
import type { Attempt } from "./throttle.ts";

/** By what a person has shown who they are: 1 a password, 2 a one-time code, 3 a passkey. */
export type Assurance = 1 | 2 | 3;

/** Someone whose password was right, and what their browser said of itself. */
export interface Arrival {
  readonly accountId: string;
  readonly epoch: number;
  readonly attempt: Attempt;
  readonly userAgent: string | undefined;
  /** What they arrived by; a password unless said otherwise. */
  readonly assurance?: Assurance;
  /** The clinic whose identity provider vouched for them: the only one that they may open. */
  readonly confinedTo?: string;
  /** What else the clinic's trail is to say of the sign-in. */
  readonly details?: AuditDetails;
}

/** A new token and the hash under which its session is kept. */
export function freshToken(): { token: string; hash: Uint8Array } {
  const token = newSessionToken();
  const hash = tokenHash(token);
  if (hash === undefined) throw new Error("a new token has no hash");
  return { token, hash };
}

/** A session that had to end because the account has too many. */
export interface Displaced {
  readonly id: string;
  readonly tenantId: string | null;
  readonly memberId: string | null;
  readonly userAgent: string | null;
}

/**
 * Ends what an account has open beyond the newest few, and says which: whoever signs in for the sixth
 * time has to learn of it. Sessions that still owe a factor are counted apart, so that whoever knows a
 * password alone pushes nobody out; those that are over anyway are removed and not counted.
 */
export async function tidy(
  tx: Queries,
  accountId: string,
  { isPending }: { readonly isPending: boolean },
): Promise<Displaced[]> {
  await takeTurn(tx, accountId);
  await tx.delete(sessions).where(and(eq(sessions.accountId, accountId), sql`not (${isLive})`));
  const stage = (isPending ? eq : ne)(sessions.stage, "pending_factor");
  const beyond = await tx
    .select({ hash: sessions.tokenHash })
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), stage))
    .orderBy(desc(sessions.createdAt))
    .offset(sessionLimits.atOnce - 1);
  if (beyond.length === 0) return [];
  return tx
    .delete(sessions)
    .where(
      inArray(
        sessions.tokenHash,
        beyond.map(({ hash }) => hash),
      ),
    )
    .returning({
      id: sessions.id,
      tenantId: sessions.tenantId,
      memberId: sessions.memberId,
      userAgent: sessions.userAgent,
    });
}

/**
 * The row of a session that begins with an arrival; where and how far is added by the caller. What a
 * provider vouched for was no proof of the account's own, so it never counts as fresh: whoever runs a
 * clinic's provider can change nothing of the account that other clinics rely on.
 */
export const arrivalRow = (arrival: Arrival, hash: Uint8Array) => ({
  tokenHash: hash,
  id: newId(),
  accountId: arrival.accountId,
  epoch: arrival.epoch,
  assurance: arrival.assurance ?? 1,
  ...(arrival.confinedTo && {
    confinedTo: arrival.confinedTo,
    authenticatedAt: sql`clock_timestamp() - interval '1 day'`,
  }),
  address: arrival.attempt.address,
  userAgent: arrival.userAgent?.slice(0, 256) ?? null,
});
