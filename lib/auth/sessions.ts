import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { members } from "#db/schema/members";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import type { Queries } from "#db/transaction";
import { appendEvents } from "#lib/audit/append";
import { NotFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { tenantKeys } from "#lib/phi/keys";
import { listOpenPlaces, type Place, placeContext } from "./directory.ts";
import { sessionLimits } from "./limits.ts";
import type { LiveSession, SessionStage } from "./session-store.ts";
import { newSessionToken, tokenHash } from "./session-token.ts";
import { type Attempt, forgetTries } from "./throttle.ts";

/** Someone whose password was right, and what their browser said of itself. */
export interface Arrival {
  readonly accountId: string;
  readonly epoch: number;
  readonly attempt: Attempt;
  readonly userAgent: string | undefined;
}

/** A session just opened: the only moment at which its token is known to the server. */
export interface OpenedSession {
  readonly token: string;
  readonly stage: SessionStage;
}

function freshToken(): { token: string; hash: Uint8Array } {
  const token = newSessionToken();
  const hash = tokenHash(token);
  if (hash === undefined) throw new Error("a new token has no hash");
  return { token, hash };
}

/** Ends what an account has open beyond the newest few, and what has run out. */
async function tidy(tx: Queries, accountId: string): Promise<void> {
  const newest = await tx
    .select({ hash: sessions.tokenHash })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.createdAt))
    .offset(sessionLimits.atOnce - 1);
  const hashes = newest.map(({ hash }) => hash);
  if (hashes.length > 0) await tx.delete(sessions).where(inArray(sessions.tokenHash, hashes));
}

const arrivalRow = ({ accountId, epoch, attempt, userAgent }: Arrival, hash: Uint8Array) => ({
  tokenHash: hash,
  id: newId(),
  accountId,
  epoch,
  address: attempt.address,
  userAgent: userAgent?.slice(0, 256) ?? null,
});

async function enter(arrival: Arrival, place: Place): Promise<OpenedSession> {
  const { token, hash } = freshToken();
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const row = arrivalRow(arrival, hash);
  await inTenant(context, async (tx) => {
    await tidy(tx, arrival.accountId);
    await tx.insert(sessions).values({ ...row, ...place, stage: "signed_in" });
    await tx
      .update(members)
      .set({ lastSignInAt: sql`clock_timestamp()` })
      .where(and(eq(members.tenantId, place.tenantId), eq(members.id, place.memberId)));
    await forgetTries(tx, arrival.attempt);
    const details = { address: arrival.attempt.address };
    await appendEvents(tx, keys, [
      { action: "session.started", entity: "sessions", entityId: row.id, details },
    ]);
  });
  return { token, stage: "signed_in" };
}

/**
 * Opens a session for someone whose password was right: straight into their clinic when there is one,
 * waiting for a choice when there are several, undefined when there is none. A second factor, once
 * there is one, is owed here: the stage is then `pending_factor`, and nothing else opens with it.
 */
export async function openSession(arrival: Arrival): Promise<OpenedSession | undefined> {
  const places = await listOpenPlaces(arrival.accountId);
  const [only] = places;
  if (!only) return undefined;
  if (places.length === 1) {
    return enter(arrival, { tenantId: only.tenantId, memberId: only.memberId });
  }

  const { token, hash } = freshToken();
  await inDirectory(async (tx) => {
    await tidy(tx, arrival.accountId);
    await tx.insert(sessions).values({ ...arrivalRow(arrival, hash), stage: "choosing" });
    await forgetTries(tx, arrival.attempt);
  });
  return { token, stage: "choosing" };
}

/** The try to open a clinic that is not theirs, in the trail of the clinic they were in, if any. */
async function recordForeignClinic(session: LiveSession, entityId: string): Promise<void> {
  const { tenantId, memberId } = session;
  if (tenantId === null || memberId === null) return;
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeys(context);
  const entity = "tenants";
  await inTenant(context, (tx) =>
    appendEvents(tx, keys, [{ action: "access.denied", outcome: "denied", entity, entityId }]),
  );
}

/**
 * Opens another of the account's clinics under a new token; the old token is dead in the same
 * transaction. The overall limit goes on from the sign-in. A clinic that is not theirs is not found.
 */
export async function chooseClinic(session: LiveSession, tenantId: string): Promise<OpenedSession> {
  const places = await listOpenPlaces(session.accountId);
  const chosen = places.find((place) => place.tenantId === tenantId);
  if (!chosen || session.stage === "pending_factor") {
    await recordForeignClinic(session, tenantId);
    throw new NotFound("clinic");
  }

  const place = { tenantId: chosen.tenantId, memberId: chosen.memberId };
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const { token, hash } = freshToken();
  await inTenant(context, async (tx) => {
    const [old] = await tx.delete(sessions).where(eq(sessions.tokenHash, session.hash)).returning();
    if (!old) throw new NotFound("session");
    const id = newId();
    const { lastSeenAt: _seen, ...kept } = old;
    await tx
      .insert(sessions)
      .values({ ...kept, ...place, tokenHash: hash, id, stage: "signed_in" });
    await tx
      .update(members)
      .set({ lastSignInAt: sql`clock_timestamp()` })
      .where(and(eq(members.tenantId, place.tenantId), eq(members.id, place.memberId)));
    const isFirst = session.stage === "choosing";
    await appendEvents(tx, keys, [
      ...(isFirst
        ? [{ action: "session.started", entity: "sessions", entityId: id } as const]
        : []),
      { action: "clinic.chosen", entity: "sessions", entityId: id },
    ]);
  });
  return { token, stage: "signed_in" };
}

/** Ends a session: the row first, with its event in the clinic's trail. Only then may the cookie go. */
export async function endSession(session: LiveSession): Promise<void> {
  const { tenantId, memberId } = session;
  if (tenantId === null || memberId === null) {
    await inDirectory((tx) => tx.delete(sessions).where(eq(sessions.tokenHash, session.hash)));
    return;
  }
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeys(context);
  await inTenant(context, async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(eq(sessions.tokenHash, session.hash))
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await appendEvents(tx, keys, [
      { action: "session.ended", entity: "sessions", entityId: session.id },
    ]);
  });
}

/** Ends every session of an account at once, as when it is disabled or its password changes. */
export async function endAllSessions(accountId: string): Promise<void> {
  await inDirectory(async (tx) => {
    await tx
      .update(accounts)
      .set({ epoch: sql`${accounts.epoch} + 1` })
      .where(eq(accounts.id, accountId));
    await tx.delete(sessions).where(eq(sessions.accountId, accountId));
  });
}
