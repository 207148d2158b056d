import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import type { Queries } from "#db/transaction";
import { appendEvents } from "#lib/audit/append";
import type { RecordedAction } from "#lib/audit/vocabulary";
import { NotFound } from "#lib/errors";
import { tenantKeys } from "#lib/phi/keys";
import { listOpenPlaces, type Place, placeContext } from "./directory.ts";
import { displacedIn, displacedWords, tellDisplaced } from "./displaced.ts";
import { isLive, takeTurn } from "./session-clock.ts";
import { enterClinic } from "./session-entry.ts";
import { type Assurance, type Displaced, freshToken, tidy } from "./session-rows.ts";
import type { LiveSession } from "./session-store.ts";
import type { OpenedSession } from "./sessions.ts";

/** Takes the old row away and says what the new one keeps of it. A session that ended meanwhile is not found. */
async function replaced(
  tx: Queries,
  session: LiveSession,
  assurance: Assurance,
  hash: Uint8Array,
  displaced: readonly Displaced[],
) {
  await takeTurn(tx, session.accountId);
  const [old] = await tx
    .delete(sessions)
    .where(and(eq(sessions.tokenHash, session.hash), isLive))
    .returning();
  if (!old) throw new NotFound("session");
  return {
    ...old,
    tokenHash: hash,
    assurance: Math.max(old.assurance, assurance),
    authenticatedAt: sql`clock_timestamp()`,
    lastSeenAt: sql`clock_timestamp()`,
    lockedAt: null,
    displaced: displacedWords(displaced) ?? old.displaced,
  };
}

function placeOf({ stage, tenantId, memberId }: LiveSession): Place | undefined {
  return stage === "signed_in" && tenantId !== null && memberId !== null
    ? { tenantId, memberId }
    : undefined;
}

function actionOf(session: LiveSession): RecordedAction {
  if (session.stage === "pending_factor") return "session.started";
  return session.isLocked ? "session.unlocked" : "session.proved";
}

/**
 * Goes on after a proof: call it only when a factor, or where the person has none the password, was
 * just verified for this session. The token is new and the old one dead in the same transaction; the
 * proof counts as fresh; a lock is lifted. A session that owed its factor since the password goes on
 * into the clinic, or to the choice of one. Undefined when no clinic is open to the person any more.
 */
export async function proveFactor(
  session: LiveSession,
  assurance: Assurance,
): Promise<OpenedSession | undefined> {
  const { token, hash } = freshToken();
  const isPending = session.stage === "pending_factor";
  const places = isPending ? await listOpenPlaces(session) : [];
  if (isPending && places.length === 0) return undefined;
  const [only] = places.length === 1 ? places : [];
  const place = only ?? placeOf(session);

  if (!place) {
    const ended = await inDirectory(async (tx) => {
      const displaced = isPending ? await tidy(tx, session.accountId, { isPending: false }) : [];
      const row = await replaced(tx, session, assurance, hash, displaced);
      await tx.insert(sessions).values({ ...row, stage: "choosing" });
      return displaced;
    });
    await tellDisplaced(session.accountId, ended);
    return { token, stage: "choosing" };
  }

  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const ended = await inTenant(context, async (tx) => {
    const displaced = isPending ? await tidy(tx, session.accountId, { isPending: false }) : [];
    const row = await replaced(tx, session, assurance, hash, displaced);
    // A session that was open keeps the state of the member that it was opened for: proving who one is revives nothing.
    if (isPending) await enterClinic(tx, row, place);
    else await tx.insert(sessions).values(row);
    await appendEvents(tx, keys, [
      {
        action: actionOf(session),
        entity: "sessions",
        entityId: session.id,
        address: row.address ?? undefined,
        details: {
          assurance: row.assurance,
          ...(isPending && row.confinedTo ? { method: "sso" } : {}),
        },
      },
      ...displacedIn(place.tenantId, displaced),
    ]);
    return displaced;
  });
  await tellDisplaced(session.accountId, ended, place.tenantId);
  return { token, stage: "signed_in" };
}
